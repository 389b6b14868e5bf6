import type { Result } from "../domain/decision.js";
import type { FailedEventRef } from "../ports/failed-events.js";
import type { PipelineDeps } from "./pipeline-deps.js";
import { checkFailedEvent, settledResult, type FailedEventInput } from "./settle-failed-event.js";
import type { Caller } from "./use-case.js";

/** Has a parked event delivered again at once; what is held behind it follows. */
export async function retryFailedEvent(
  deps: PipelineDeps,
  input: FailedEventInput,
  { subject, correlationId }: Caller,
): Promise<Result<FailedEventRef>> {
  const { failedEvents, operators } = deps;
  const refusals = checkFailedEvent(input);
  if (refusals.length > 0) return { ok: false, refusals };
  const settled = await failedEvents.retry(input, { by: subject, note: input.note ?? null });
  if (settled === "DONE") operators.did("retry failed event", subject, { ...input, correlationId });
  return settledResult(deps, settled, input);
}
