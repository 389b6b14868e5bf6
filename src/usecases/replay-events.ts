import { v7 as newId } from "uuid";
import type { Result } from "../domain/decision.js";
import { Failure } from "../domain/failure.js";
import type { Problems } from "../domain/validate.js";
import type { EventSelection, FeedRange } from "../ports/event-history.js";
import type { Replay } from "../ports/replays.js";
import type { PipelineDeps } from "./pipeline-deps.js";
import { checkReplay, keyOf, selectionOf, type ReplayEventsInput } from "./replay-input.js";
import type { Caller } from "./use-case.js";

export interface StartedReplay {
  /** null: nothing is to be sent. */
  readonly replay: Replay | null;
  /** How many events are sent. */
  readonly count: number;
}

/** Has a part of the feed sent again, by the relay, to one queue; what it is, is fixed now. */
export async function replayEvents(
  deps: PipelineDeps,
  input: ReplayEventsInput,
  caller: Caller,
): Promise<Result<StartedReplay>> {
  const problems = checkReplay(input, deps);
  const { sink } = deps.replaying;
  if (sink === null) problems.invalid([], "No sink that could send again is configured (EVENT_SINKS).");
  if (sink === null || problems.refusals.length > 0) return { ok: false, refusals: problems.refusals };
  const key = keyOf(input);
  const earlier = key ? await deps.replays.earlier(caller.subject, key) : undefined;
  if (earlier !== undefined) return earlier ? started(earlier) : keyReused();

  const selection = selectionOf(input);
  const range = await rangeOf(deps, input, problems);
  const count = range && (await countOf(deps, range, selection, problems));
  if (range === null || count === null) return { ok: false, refusals: problems.refusals };
  if (count === 0) return { ok: true, value: { replay: null, count } };
  const replay = await deps.replays.create(
    {
      ...{ id: newId(), sink, destination: input.queue, ...selection },
      ...{ throughExchange: input.throughExchange ?? false, total: count, requestedBy: caller.subject },
      ...{ afterPosition: range.after, untilPosition: range.until },
      eventsPerSecond: input.eventsPerSecond ?? deps.replaying.eventsPerSecond,
    },
    key,
  );
  if (!replay) return keyReused();
  const { id, destination, throughExchange } = replay;
  const of = { replayId: id, destination, throughExchange, count };
  deps.audit.did({ operation: "replayEvents", of, outcome: "DONE" }, caller);
  return started(replay);
}

/** @returns null when it reaches beyond what the feed has. */
async function rangeOf(
  { history }: PipelineDeps,
  { afterPosition, untilPosition, since }: ReplayEventsInput,
  problems: Problems,
): Promise<FeedRange | null> {
  const { floor, head } = await history.bounds();
  const until = untilPosition ?? head;
  if (until > head) problems.invalid(["untilPosition"], `The feed has only come to position ${head}.`);
  if (afterPosition != null && afterPosition < floor) {
    problems.invalid(["afterPosition"], `The feed reaches back to position ${floor} only.`);
  } else if (afterPosition != null && afterPosition > until) {
    problems.invalid(["afterPosition"], `The feed has only come to position ${head}.`);
  } else if (until < floor) {
    problems.invalid(["untilPosition"], `The feed reaches back to position ${floor} only.`);
  }
  const begins = since != null && afterPosition == null && floor > 0 ? await history.begins() : null;
  if (since != null && begins !== null && since < begins) {
    const message = `The feed reaches back to ${new Date(begins).toISOString()} only.`;
    problems.invalid(["since"], message);
  }
  if (problems.refusals.length > 0) return null;
  const from = afterPosition ?? floor;
  if (since == null) return { after: from, until };
  const { before } = await history.around(since);
  return { after: Math.min(until, Math.max(from, before)), until };
}

/** Exact. By time alone: beyond where the moment lies, positions are counted without a look at each. */
async function countOf(
  { history }: PipelineDeps,
  range: FeedRange,
  selection: EventSelection,
  problems: Problems,
): Promise<number | null> {
  const { since, types, productVariantIds } = selection;
  try {
    if (since === null || types !== null || productVariantIds !== null) {
      return await history.count(range, selection);
    }
    const { settled } = await history.around(since);
    const unsure = Math.min(range.until, Math.max(range.after, settled));
    return (await history.count({ ...range, until: unsure }, selection)) + range.until - unsure;
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== "LIMIT_EXCEEDED") throw error;
    const message = "There is too much to look through: narrow the positions or the time.";
    problems.invalid([], message, "LIMIT_EXCEEDED");
    return null;
  }
}

function started(replay: Replay): Result<StartedReplay> {
  return { ok: true, value: { replay, count: replay.total } };
}

function keyReused(): Result<never> {
  const message = "The key was used for another request.";
  return { ok: false, refusals: [{ code: "IDEMPOTENCY_KEY_REUSED", field: ["idempotencyKey"], message }] };
}
