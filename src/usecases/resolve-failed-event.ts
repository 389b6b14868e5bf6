import type { Result } from "../domain/decision.js";
import type { FailedEventRef } from "../ports/failed-events.js";
import type { PipelineDeps } from "./pipeline-deps.js";
import { checkFailedEvent, settledResult, type FailedEventInput } from "./settle-failed-event.js";
import type { Caller } from "./use-case.js";

/** Gives up on an event for good: its sink never gets it, and what is held behind it goes on. */
export async function resolveFailedEvent(
  deps: PipelineDeps,
  input: FailedEventInput,
  { subject, correlationId }: Caller,
): Promise<Result<FailedEventRef>> {
  const { failedEvents, operators } = deps;
  const refusals = checkFailedEvent(input);
  if (refusals.length > 0) return { ok: false, refusals };
  const settled = await failedEvents.resolve(input, { by: subject, note: input.note ?? null });
  if (settled === "DONE") operators.did("resolve failed event", subject, { ...input, correlationId });
  return settledResult(deps, settled, input);
}
