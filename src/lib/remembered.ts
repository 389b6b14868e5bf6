/** Asks at most once in `ms`; whoever asks meanwhile is given the same answer, or the same failure. */
export function remembered<T>(ms: number, ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  let askedAt = 0;
  return () => {
    const now = performance.now();
    if (answer === undefined || now - askedAt > ms) {
      askedAt = now;
      answer = ask();
    }
    return answer;
  };
}
