import { pino, type Logger } from "pino";

export type { Logger };

/** JSON lines on stderr: stdout belongs to what a command prints for its user. */
export function createLogger(level: string): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2));
}
