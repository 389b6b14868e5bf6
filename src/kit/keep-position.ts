import type { IdempotencyStore } from "./idempotency-store.js";
import type { ClientLogger } from "./log.js";
import type { Positions } from "./positions.js";

const SAVE_MS = 1_000;
const PRUNE_EVERY = 3_600;

/** Saves now and then up to where everything is settled, and lets the store forget. */
export function keepPosition(
  positions: Positions,
  store: Pick<IdempotencyStore, "savePosition" | "prune">,
  logger: ClientLogger,
): { close(): Promise<void> } {
  let saved: number | null = null;
  let saving = Promise.resolve();
  let rounds = 0;

  async function save(): Promise<void> {
    const { settled } = positions;
    try {
      if (settled !== null && settled !== saved) await store.savePosition(settled);
      saved = settled;
      if (rounds++ % PRUNE_EVERY === 0) await store.prune();
    } catch (error) {
      // An older one is as right: more is compared with the API, and found to be handled.
      logger.warn({ err: error }, "The position was not saved; it is tried again");
    }
  }
  const timer = setInterval(() => void (saving = saving.then(save)), SAVE_MS);
  return {
    close() {
      clearInterval(timer);
      return (saving = saving.then(save));
    },
  };
}
