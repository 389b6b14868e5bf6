import type { FastifyRequest } from "fastify";
import { callerOf } from "../../auth/identify.js";
import type { Scope } from "../../auth/scopes.js";
import { submissionOf } from "../../auth/submission.js";
import type { Caller } from "../../usecases/use-case.js";
import type { RestDeps } from "./deps.js";

/** Whom the request's command is carried out for, by which right. */
export function callerWith(right: Scope, request: FastifyRequest, { clock }: RestDeps): Caller {
  const { principal, origin } = callerOf(request);
  return submissionOf(principal, { origin, right, now: clock.now() });
}
