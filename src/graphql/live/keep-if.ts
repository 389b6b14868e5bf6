/** The values of which something holds that has to be looked up. Ends its source when it fails. */
export function keepIf<T>(
  source: AsyncIterableIterator<T>,
  keep: (value: T) => Promise<boolean>,
): AsyncIterableIterator<T> {
  const leave = async () => {
    await source.return?.();
    return { value: undefined, done: true as const };
  };
  return {
    async next() {
      try {
        for (;;) {
          const result = await source.next();
          if (result.done === true || (await keep(result.value))) return result;
        }
      } catch (error) {
        await leave();
        throw error;
      }
    },
    return: leave,
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
