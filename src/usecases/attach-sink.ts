import type { Result } from "../domain/decision.js";
import { Problems } from "../domain/validate.js";
import type { SinkStatus } from "../ports/publisher-desk.js";
import type { PipelineDeps } from "./pipeline-deps.js";
import type { Caller } from "./use-case.js";

export interface AttachedSink {
  readonly sink: SinkStatus;
  readonly missedEvents: number;
}

/** Lets a detached sink go on from where it was, or from the oldest event that there still is. */
export async function attachSink(
  { desk, audit }: PipelineDeps,
  { sink }: { readonly sink: string },
  caller: Caller,
): Promise<Result<AttachedSink>> {
  const problems = new Problems();
  problems.id(["sink"], sink);
  const attached = problems.refusals.length > 0 ? null : await desk.attach(sink);
  // Told before anything else can fail: it is done.
  if (attached?.wasDetached) {
    const of = { sink, missedEvents: attached.missedEvents };
    audit.did({ operation: "attachSink", of, outcome: "DONE" }, caller);
  }
  const status = attached && (await desk.status()).sinks.find(({ name }) => name === sink);
  if (attached && !attached.wasDetached) problems.invalid(["sink"], `${sink} is not detached.`);
  else if (problems.refusals.length === 0 && !status) {
    problems.invalid(["sink"], `There is no sink ${sink}.`, "NOT_FOUND");
  }
  if (!attached || !status || problems.refusals.length > 0) return { ok: false, refusals: problems.refusals };
  const { missedEvents } = attached;
  return { ok: true, value: { sink: status, missedEvents } };
}
