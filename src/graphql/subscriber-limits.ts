/** What one subscriber may cost; see docs/operations.md. */
export interface SubscriberLimits {
  /** Bytes that may wait for one connection. */
  readonly bufferBytes: number;
  /** What a connection may take to read them. */
  readonly behindMs: number;
  /** Operations at once on one socket. */
  readonly operations: number;
  /** Web pages of other origins that may subscribe; `*`: of all. */
  readonly origins: readonly string[];
  /** A sign of life is sent so often; a socket that has not answered it by the next is cut off. */
  readonly keepAliveMs: number;
  /** So often is asked whether a token that is being used is still believed. */
  readonly recheckMs: number;
}
