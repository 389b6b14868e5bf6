import type { Logger } from "../lib/logger.js";

export interface WakeUpListeners {
  add(listener: () => void): void;
  wake(): void;
}

export function createWakeUpListeners(logger: Logger): WakeUpListeners {
  const listeners: (() => void)[] = [];
  return {
    add: (listener) => void listeners.push(listener),
    wake() {
      for (const listener of listeners) {
        try {
          listener();
        } catch (error) {
          logger.error({ err: error }, "A listener of the wake-up failed");
        }
      }
    },
  };
}
