import type { FastifyInstance } from "fastify";
import { PROBLEM_KINDS, typeOf, type ProblemCode } from "./problem-kinds.js";
import { HttpProblem } from "./problem.js";

/** What the `type` of a problem leads to, for everybody. */
export function registerProblemPages(app: FastifyInstance): void {
  const pages = new Map(
    (Object.keys(PROBLEM_KINDS) as ProblemCode[]).map((code) => [
      typeOf(code),
      { type: typeOf(code), code, ...PROBLEM_KINDS[code] },
    ]),
  );
  app.get<{ Params: { kind: string } }>(
    "/problems/:kind",
    { schema: { hide: true } },
    async (request, reply) => {
      const page = pages.get(`/problems/${request.params.kind}`);
      if (!page) throw new HttpProblem("NOT_FOUND", "There is no such kind of problem.");
      reply.header("cache-control", "public, max-age=300");
      return page;
    },
  );
}
