/** A start that failed for a reason the operator can mend: shown as its one line, without a stack. */
export class StartError extends Error {
  override readonly name: string = "StartError";
}
