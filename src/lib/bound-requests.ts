import type { preHandlerHookHandler } from "fastify";
import { Deadline, runUnder } from "./deadline.js";

/**
 * A hook once the body is there: handling the request takes so long at most, and is given up when its client is
 * gone.
 */
export function boundRequests(ms: number): preHandlerHookHandler {
  return (_request, { raw }, done) => {
    const deadline = new Deadline(ms);
    raw.once("close", () => (raw.writableFinished ? deadline.answered() : deadline.end()));
    runUnder(deadline, done);
  };
}
