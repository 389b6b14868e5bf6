import type { Static, TSchema } from "@sinclair/typebox";
import { Ajv } from "ajv";
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyRequest,
  FastifyTypeProvider,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from "fastify";
import { textOfUtf8 } from "../../lib/utf8.js";
import { HttpProblem } from "../problem.js";

/** Handlers are typed by the schemas that check what they are given. */
interface SchemaTypes extends FastifyTypeProvider {
  validator: this["schema"] extends TSchema ? Static<this["schema"]> : unknown;
}

export type RestScope = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  SchemaTypes
>;

/** A body may have as many wrong fields as fit in here. */
const BODY_BYTES = 16_384;
/** 250 ids of 64 characters, each of them escaped. */
export const LIST_BODY_BYTES = 262_144;

/**
 * JSON alone, checked by the schemas as it is: nothing is coerced, completed or removed, and
 * everything that is wrong is told at once.
 */
export function prepareScope(app: FastifyInstance): RestScope {
  const scope = app.withTypeProvider<SchemaTypes>();
  const parse = scope.getDefaultJsonParser("error", "error");
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(
    "application/json",
    { parseAs: "buffer", bodyLimit: BODY_BYTES },
    (request, body: Buffer, done) => {
      try {
        void parse(request, textOf(request, body), done);
      } catch (error) {
        done(error as HttpProblem);
      }
    },
  );
  const ajv = new Ajv({ allErrors: true, strict: false, validateFormats: false });
  scope.setValidatorCompiler(({ schema }) => ajv.compile(schema as TSchema));
  scope.setSerializerCompiler(() => JSON.stringify);
  return scope;
}

/** @throws HttpProblem when it is no text as it is. */
function textOf({ headers }: FastifyRequest, body: Buffer): string {
  if (!/^(identity)?$/i.test(headers["content-encoding"] ?? "")) {
    throw new HttpProblem("UNSUPPORTED_MEDIA_TYPE", "Content-Encoding: A body is taken as it is alone.");
  }
  const text = textOfUtf8(body);
  if (text === null) throw new HttpProblem("BAD_REQUEST", "The body is not UTF-8.");
  return text;
}
