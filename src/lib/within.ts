/**
 * @throws when there is no answer in time; what answers later is for nobody. An answer that came while this process
 * was busy with something else is in time.
 */
export function within<T>(ms: number, answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = () => reject(new Error(`no answer within ${ms / 1_000} s`));
    // Timers come before what has arrived: that is heard first.
    const timer = setTimeout(() => setImmediate(end), ms);
    answer.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error: Error) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}
