type Closer = () => Promise<void> | void;

/** What was opened, to be released last-in first-out. */
export interface Scope {
  onClose(closer: Closer): void;
  /** Idempotent. Runs every closer, then rejects with the first error of any. */
  close(): Promise<void>;
}

export function createScope(): Scope {
  const closers: Closer[] = [];
  let closing: Promise<void> | undefined;

  async function closeAll(): Promise<void> {
    const errors: unknown[] = [];
    for (let closer = closers.pop(); closer; closer = closers.pop()) {
      try {
        await closer();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }

  return {
    onClose: (closer) => void closers.push(closer),
    close: () => (closing ??= closeAll()),
  };
}
