import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { bearerToken } from "./bearer.js";
import { originFrom, type Origin } from "./origin.js";
import type { Principal } from "./principal.js";
import type { Verifier } from "./verifier.js";

/** Who asks, once it is known. */
export interface RequestCaller {
  readonly principal: Principal;
  readonly token: string;
  readonly origin: Origin;
}

declare module "fastify" {
  interface FastifyRequest {
    /** null: nobody has to say who asks, or it is not known yet. */
    caller: RequestCaller | null;
    /** Set before the token is looked at, so that a refusal has it, too. */
    origin: Origin | null;
  }
}

const CORRELATION_ID = "x-correlation-id";

/** A hook before the body is read: who has no token is not listened to. */
export type Identify = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

export function decorateCaller(app: FastifyInstance): void {
  app.decorateRequest("caller", null);
  app.decorateRequest("origin", null);
}

export function createIdentify(verifier: Verifier): Identify {
  return async (request, reply) => {
    const origin = originFrom({
      correlationId: request.headers[CORRELATION_ID],
      traceParent: request.headers["traceparent"],
      address: request.socket.remoteAddress,
    });
    request.origin = origin;
    reply.header(CORRELATION_ID, origin.correlationId);
    const token = bearerToken(request.headers.authorization);
    request.caller = { principal: await verifier.verify(token), token, origin };
  };
}

/** @throws Error on a route that asks nobody who they are: a defect of ours. */
export function callerOf({ caller }: Pick<FastifyRequest, "caller">): RequestCaller {
  if (caller === null) throw new Error("This route identifies nobody");
  return caller;
}
