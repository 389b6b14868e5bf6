import type { FastifyInstance } from "fastify";
import { textOfUtf8 } from "../lib/utf8.js";
import { RefusedRequest } from "./refused-request.js";

/** JSON that is not UTF-8 is refused, where the framework would put other characters for it. */
export function takeUtf8Alone(scope: FastifyInstance): void {
  const parse = scope.getDefaultJsonParser("error", "error");
  scope.removeContentTypeParser("application/json");
  scope.addContentTypeParser("application/json", { parseAs: "buffer" }, (request, body: Buffer, done) => {
    const text = textOfUtf8(body);
    if (text === null) return done(new RefusedRequest(400, "The body is not UTF-8."));
    void parse(request, text, done);
  });
}
