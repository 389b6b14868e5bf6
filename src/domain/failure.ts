export type FailureCode =
  /** No token, or none that can be trusted. */
  | "UNAUTHENTICATED"
  /** A known caller without the right. */
  | "FORBIDDEN"
  /** More at once than the interface takes. */
  | "LIMIT_EXCEEDED"
  /** The client has used up what it may ask for at a time; nothing was done. */
  | "RATE_LIMITED"
  /** It took longer than a request may; nothing was changed. */
  | "TIMED_OUT"
  /** Too much work is waiting; nothing was done, and the same request may be sent again. */
  | "OVERLOADED"
  /** The connection was lost while committing and nobody knows the outcome; never run again by us. */
  | "OUTCOME_UNKNOWN"
  /** A part the request needs is out of reach; nothing was done. */
  | "UNAVAILABLE"
  /** The feed has not come to that position. */
  | "POSITION_UNKNOWN"
  /** The feed does not reach back to that position any more. */
  | "POSITION_EXPIRED";

/** What went wrong without the request being to blame in its content; refusals are answers. */
export class Failure extends Error {
  override readonly name = "Failure";
  readonly code: FailureCode;

  constructor(code: FailureCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
