import type { FastifyReply, FastifyRequest } from "fastify";
import { callerOf } from "../../auth/identify.js";
import { Failure } from "../../domain/failure.js";
import type { RateLimiter } from "../../ports/rate-limiter.js";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Of the client's allowance, what a request takes; by default that of a read of one item, or of a write. */
    readonly points?: (request: FastifyRequest) => number;
  }
}

/** As GraphQL prices the same: a question, each item of its answer, and a command. */
const QUESTION = 5;
const ITEM = 1;
const COMMAND = 10;

/** Of a request for so many items. */
export const pointsOfItems = (items: number): number => QUESTION + items * ITEM;

const seconds = (ms: number): number => Math.ceil(ms / 1_000);

/** Takes what the request costs, once it is known who asks, and says what is left (draft-ietf-httpapi-ratelimit-headers). */
export function limitRates(rates: RateLimiter) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const usual = request.method === "GET" || request.method === "HEAD" ? pointsOfItems(1) : COMMAND;
    const points = request.routeOptions.config.points?.(request) ?? usual;
    const allowance = await rates.take(callerOf(request).principal.subject, points);
    const { granted, limit, remaining, retryAfterMs, fullAfterMs } = allowance;
    if (Number.isFinite(limit)) {
      reply.header("ratelimit-policy", `"client";q=${Math.floor(limit)}`);
      reply.header("ratelimit", `"client";r=${Math.floor(remaining)};t=${seconds(fullAfterMs)}`);
    }
    if (granted) return;
    reply.header("retry-after", Math.max(1, seconds(retryAfterMs)));
    const message = `The request costs ${points} points, and ${Math.floor(remaining)} of ${Math.floor(limit)} are left.`;
    throw new Failure("RATE_LIMITED", message);
  };
}
