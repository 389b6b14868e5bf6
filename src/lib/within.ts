/**
 * @throws when there is no answer in time; what answers later is for nobody. An answer that came while this process
 * was busy with something else is in time.
 */
export async function within<T>(ms: number, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const end = () => reject(new Error(`no answer within ${ms / 1_000} s`));
    // Timers come before what has arrived: that is heard first.
    timer = setTimeout(() => setImmediate(end), ms);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
