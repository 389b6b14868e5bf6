const DONE_TO_FILES: ReadonlySet<unknown> = new Set(["open", "stat", "write", "rename", "close"]);

/** What the file system refused, without the name, which need not be the one that was given. */
export function faultOf({ message }: Error): string {
  return message.replace(/, \w+( '.*')?$/s, "");
}

export function isFileFault(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error && DONE_TO_FILES.has(error.syscall);
}
