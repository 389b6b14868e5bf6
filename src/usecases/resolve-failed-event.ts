import type { Result } from "../domain/decision.js";
import type { FailedEventRef } from "../ports/failed-events.js";
import type { PipelineDeps } from "./pipeline-deps.js";
import { checkFailedEvent, settledResult, type FailedEventInput } from "./settle-failed-event.js";
import type { Caller } from "./use-case.js";

/** Gives up on an event for good: its sink never gets it, and what is held behind it goes on. */
export async function resolveFailedEvent(
  deps: PipelineDeps,
  input: FailedEventInput,
  caller: Caller,
): Promise<Result<FailedEventRef>> {
  const { failedEvents, audit } = deps;
  const refusals = checkFailedEvent(input);
  if (refusals.length > 0) return { ok: false, refusals };
  const settled = await failedEvents.resolve(input, { by: caller.subject, note: input.note ?? null });
  if (settled === "DONE") {
    const { sink, eventId } = input;
    audit.did({ operation: "resolveFailedEvent", of: { sink, eventId }, outcome: "DONE" }, caller);
  }
  return settledResult(deps, settled, input);
}
