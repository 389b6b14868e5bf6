import type { Logger } from "./logger.js";
import { Nudge } from "./nudge.js";

/** Work that is done now and then; `true` when there is more of it at once. */
type Work = () => Promise<boolean>;

/** Does the work again and again, with a pause when there is none left or it failed, until aborted. */
export async function runEvery(ms: number, work: Work, logger: Logger, signal: AbortSignal): Promise<void> {
  const pause = new Nudge();
  while (!signal.aborted) {
    const more = await work().catch((error: unknown) => {
      logger.warn({ err: error }, "timed work failed; it is tried again");
      return false;
    });
    if (!more) await pause.wait(ms, signal);
  }
}
