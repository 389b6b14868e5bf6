import { pino, type DestinationStream, type Logger } from "pino";
import { withoutCredentials } from "./secrets.js";

export type { Logger };

/** What a token or password would stand under, should ever an object that has one be logged. */
const SECRET = ["authorization", "password", "token", "secret"];
const REDACT = SECRET.flatMap((name) => [name, `*.${name}`, `*.headers.${name}`, `*.*.${name}`]);

/**
 * JSON lines on stderr: stdout belongs to what a command prints for its user. No line has a token,
 * a password, or the credentials of an address.
 */
export function createLogger(level: string, destination: DestinationStream = pino.destination(2)): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: REDACT, censor: "[redacted]" },
      serializers: { err: toLogged },
      hooks: { streamWrite: withoutCredentials },
    },
    destination,
  );
}

/**
 * The known fields alone: clients put into their errors what they were doing, as ioredis does
 * with the command, and the password in it.
 */
function toLogged(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error);
  const { type, message, stack } = pino.stdSerializers.err(error);
  const { code } = error as { code?: unknown };
  return {
    type,
    message,
    stack,
    ...(typeof code === "string" || typeof code === "number" ? { code } : {}),
    ...(error instanceof AggregateError ? { errors: error.errors.map(toLogged) } : {}),
  };
}
