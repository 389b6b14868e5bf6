/** What a command that was interrupted ends with. */
export const INTERRUPTED = 130;

/**
 * Ctrl-C and a stop from outside, as a signal to heed instead of an end at once; the second
 * one ends at once all the same. `release` gives them back.
 */
export function heedInterrupts(): { readonly signal: AbortSignal; release(): void } {
  const interrupt = new AbortController();
  const stop = () => interrupt.abort();
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) process.once(signal, stop);
  return {
    signal: interrupt.signal,
    release: () => {
      for (const signal of signals) process.off(signal, stop);
    },
  };
}
