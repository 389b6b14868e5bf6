import { ConfigError, type Environment } from "./environment.js";

/** What one subscriber of the live feeds may cost, and who may be one. */
export interface SubscribersConfig {
  /** Bytes that may wait in this process for one connection. */
  bufferBytes: number;
  /** So long may a connection take to read as much; then it is closed. */
  behindMs: number;
  /** Operations at once on one socket. */
  operations: number;
  /** Origins of web pages, beside the service's own, that may open a socket; `*` for all. */
  origins: readonly string[];
  /** A sign of life is sent on each connection so often. */
  keepAliveMs: number;
  /** So often is asked whether the token of an open connection is still believed. */
  recheckMs: number;
}

/** A socket says that it has drained only if more was in it than Node.js lets wait anyway. */
const LEAST_BUFFER_BYTES = 65_536;

/** As long as the verifier remembers its answer. */
const RECHECK_MS = 60_000;

export function readSubscribers(environment: Environment): SubscribersConfig {
  return {
    bufferBytes: environment.integer("SOCKET_BUFFER_BYTES", 1_048_576, LEAST_BUFFER_BYTES, 1_073_741_824),
    behindMs: 1_000 * environment.integer("SOCKET_BEHIND_SECONDS", 10, 1, 3_600),
    operations: environment.integer("SOCKET_OPERATIONS", 100, 1, 100_000),
    origins: (environment.text("ALLOWED_ORIGINS") ?? "")
      .split(",")
      .map(origin)
      .filter((each) => each !== ""),
    keepAliveMs: 1_000 * environment.integer("SOCKET_KEEP_ALIVE_SECONDS", 12, 1, 3_600),
    recheckMs: RECHECK_MS,
  };
}

function origin(text: string): string {
  const value = text.trim();
  if (value === "" || value === "*" || (URL.canParse(value) && new URL(value).origin === value)) return value;
  throw new ConfigError(
    `ALLOWED_ORIGINS names "${value}", which is no origin such as https://shop.example, and not *.`,
  );
}
