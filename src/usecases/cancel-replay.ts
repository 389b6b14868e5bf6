import type { Result } from "../domain/decision.js";
import type { Refusal } from "../domain/refusal.js";
import type { Replay } from "../ports/replays.js";
import type { PipelineDeps } from "./pipeline-deps.js";
import type { Caller } from "./use-case.js";

/** Stops a replay; what is on its way still comes. One that is over stays as it is. */
export async function cancelReplay(
  { replays, audit }: PipelineDeps,
  { id }: { readonly id: string },
  caller: Caller,
): Promise<Result<Replay>> {
  const replay = await replays.cancel(id);
  if (!replay) return refused({ code: "NOT_FOUND", field: ["id"], message: `There is no replay ${id}.` });
  if (replay.state !== "CANCELLED") {
    return refused({ code: "INVALID_INPUT", field: ["id"], message: `The replay is over: ${replay.state}.` });
  }
  audit.did({ operation: "cancelReplay", of: { replayId: id }, outcome: "DONE" }, caller);
  return { ok: true, value: replay };
}

function refused(refusal: Refusal): Result<never> {
  return { ok: false, refusals: [refusal] };
}
