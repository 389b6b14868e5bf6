/** Of its time, the database gives to an expensive question at most one part in so many. */
const SHARE = 50;

/**
 * Asks for something expensive at most once in `ms`, and less often the longer it takes; what was
 * answered last is told meanwhile. A failure is told, and asked again the next time.
 */
export function seldom<T>(ms: number, ask: () => Promise<T>): () => Promise<T> {
  let last: { readonly value: T; readonly until: number } | undefined;
  let asking: Promise<T> | undefined;

  async function refresh(): Promise<T> {
    const began = performance.now();
    try {
      const value = await ask();
      const now = performance.now();
      last = { value, until: now + Math.max(ms, SHARE * (now - began)) };
      return value;
    } finally {
      asking = undefined;
    }
  }

  return () => {
    if (last && performance.now() < last.until) return Promise.resolve(last.value);
    return (asking ??= refresh());
  };
}
