/** The next so many results of a subscription, which is left after them. */
export async function take<T>(results: AsyncIterableIterator<T>, count: number): Promise<T[]> {
  const taken: T[] = [];
  while (taken.length < count) {
    const next = await results.next();
    if (next.done) break;
    taken.push(next.value);
  }
  await results.return?.();
  return taken;
}
