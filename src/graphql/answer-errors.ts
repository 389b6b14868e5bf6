import type { FastifyReply } from "fastify";
import { answerMedia } from "./http-request.js";

interface Told {
  readonly message: string;
  /** As `extensions.code`. */
  readonly code: string;
}

/** Answers as GraphQL over HTTP does when nothing was executed, in the media type that the client likes best. */
export function answerErrors(reply: FastifyReply, status: number, { message, code }: Told): FastifyReply {
  return reply
    .code(status)
    .type(`${answerMedia(reply.request)}; charset=utf-8`)
    .send({ errors: [{ message, extensions: { code } }] });
}
