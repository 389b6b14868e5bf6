import type { Answers } from "../domain/commands.js";
import type { NewEvent } from "../domain/commands/events.js";
import type { Result } from "../domain/decision.js";
import { isUuid, MAX_LINES, Problems } from "../domain/validate.js";
import { submit, type Caller, type Idempotent, type UseCaseDeps } from "./use-case.js";

export interface PublishEventsInput extends Idempotent {
  /** 1-250; all are stored, or none. */
  readonly events: readonly NewEvent[];
}

/**
 * Stores events of the caller's own, which get their positions like all others.
 *
 * @throws Error that says what is wrong, where one does not fit the schema of its type.
 */
export function publishEvents(
  deps: Pick<UseCaseDeps, "unitOfWork">,
  input: PublishEventsInput,
  caller: Caller,
): Promise<Result<Answers["publish"]>> {
  const problems = new Problems();
  const { events } = input;
  if (events.length < 1 || events.length > MAX_LINES) {
    problems.invalid(["events"], `Must be 1 to ${MAX_LINES} events, not ${events.length}.`);
  }
  events.forEach((event, index) => {
    const field = (name: string) => ["events", String(index), name];
    problems.id(field("aggregateId"), event.aggregateId);
    if (event.eventId !== undefined && !isUuid(event.eventId)) {
      problems.invalid(field("eventId"), "Must be a UUID.");
    }
    for (const name of ["correlationId", "causationId", "userId"] as const)
      problems.id(field(name), event[name]);
  });
  return submit(deps, { kind: "publish" as const, events }, problems, input, caller);
}
