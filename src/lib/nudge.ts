/** A wake-up that is never lost: one that comes while nobody waits ends the next wait at once. */
export class Nudge {
  #dirty = false;
  #wake: (() => void) | undefined;

  signal(): void {
    this.#dirty = true;
    this.#wake?.();
  }

  /** Until signalled, the time is over, or the signal aborts. @returns whether it was signalled. */
  async wait(ms: number, abort: AbortSignal): Promise<boolean> {
    if (!this.#dirty && !abort.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(done, ms);
        function done() {
          clearTimeout(timer);
          abort.removeEventListener("abort", done);
          resolve();
        }
        abort.addEventListener("abort", done);
        this.#wake = done;
      });
      this.#wake = undefined;
    }
    const signalled = this.#dirty;
    this.#dirty = false;
    return signalled;
  }
}
