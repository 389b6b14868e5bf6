import type { Logger } from "../lib/logger.js";
import type { WakeUp } from "../ports/wake-up.js";
import { createWakeUpListeners } from "./wake-up-listeners.js";

export function createInMemoryWakeUp({ logger }: { readonly logger: Logger }): WakeUp {
  const listeners = createWakeUpListeners(logger);
  let pending: NodeJS.Immediate | undefined;
  let open = true;

  function wake(): void {
    // First, so that a signal given by a listener is not lost.
    pending = undefined;
    listeners.wake();
  }

  return {
    signal() {
      if (open) pending ??= setImmediate(wake);
    },
    async listen(listener) {
      listeners.add(listener);
    },
    fault: () => null,
    async close() {
      open = false;
      clearImmediate(pending);
    },
  };
}
