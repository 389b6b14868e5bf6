import type pg from "pg";
import { Failure } from "../domain/failure.js";
import type { Deadline } from "../lib/deadline.js";
import { within } from "../lib/within.js";
import { requestCancel } from "./cancel-request.js";

/** A cancellation that comes before its statement does nothing, so it is sent again, ever more patiently. */
const FIRST_PAUSE_MS = 50;
const CANCELLED = "57014";

/**
 * Runs one statement for a request. When the request's time is over it waits no longer, neither for a connection
 * nor for the answer, and PostgreSQL stops working on it; the connection serves others only after that.
 *
 * @throws Failure TIMED_OUT when the time is over; else what the database throws.
 */
export function queryBefore<Row extends pg.QueryResultRow>(
  deadline: Deadline,
  pool: pg.Pool,
  query: pg.QueryConfig,
): Promise<pg.QueryResult<Row>> {
  return new Promise((resolve, reject) => {
    if (deadline.over) return reject(timedOut());
    const forget = deadline.onEnd(() => reject(timedOut()));
    run<Row>(deadline, pool, query).then(resolve, reject).finally(forget);
  });
}

async function run<Row extends pg.QueryResultRow>(
  deadline: Deadline,
  pool: pg.Pool,
  query: pg.QueryConfig,
): Promise<pg.QueryResult<Row>> {
  const client = await pool.connect();
  if (deadline.over) {
    client.release();
    throw timedOut();
  }
  // The pool listens to none that is taken. A lost connection fails the statement; unheard, it would end the process.
  client.on("error", ignore);
  let cancelled: Promise<boolean> | undefined;
  const answer = client.query<Row>(query);
  const forget = deadline.onEnd(() => void (cancelled = cancel(client, answer)));
  let fault: Error | undefined;
  try {
    return await answer;
  } catch (error) {
    fault = error as Error;
    throw error;
  } finally {
    forget();
    const isSpent =
      cancelled === undefined ? fault : !(await cancelled) || (fault !== undefined && !isCancelled(fault));
    client.release(isSpent);
    client.off("error", ignore);
  }
}

/** @returns whether nothing that is on its way could still meet the session's next statement. */
async function cancel(client: pg.ClientBase, answer: Promise<unknown>): Promise<boolean> {
  let settled = false;
  const settling = answer.catch(() => undefined).then(() => (settled = true));
  for (let pause = FIRST_PAUSE_MS; !settled; pause *= 2) {
    if (!(await requestCancel(client))) return false;
    await within(pause, settling).catch(() => undefined);
  }
  return true;
}

const ignore = (): void => undefined;

const isCancelled = (error: Error): boolean => (error as { code?: unknown }).code === CANCELLED;

export function timedOut(): Failure {
  return new Failure("TIMED_OUT", "This took longer than a request may: ask for less, or again later.");
}
