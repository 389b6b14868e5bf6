/**
 * What an error of the database calls for:
 * `again`    the same work can succeed: deadlock, serialization failure, or a row that
 *            another process inserted meanwhile (its rule will see it now)
 * `locked`   a row is locked elsewhere for longer than we wait
 * `slow`     a statement ran into its time limit: it may ask too much
 * `poison`   what was sent is refused by the database
 * `away`     the database cannot be reached; nothing was written
 */
export type ErrorKind = "again" | "locked" | "slow" | "poison" | "away";

const AGAIN = new Set(["40001", "40P01", "23505"]);
const LOCKED = new Set(["55P03"]);
const TOO_LONG = new Set(["57014"]);
/** Five characters with a digit (EPIPE is a socket's), but not Prisma's own codes. */
const SQLSTATE = /^(?!P\d{4}$)(?=.*\d)[0-9A-Z]{5}$/;
/**
 * Classes: connection, transaction state (a standby, an idle one ended), rights, no such database, resources,
 * operator, system; and a database that takes no connections.
 */
const AWAY = /^(08|25|28|3D|53|57|58|55000)/;
/** What ends a connection, or does not let it begin, whatever the reason. Some languages have words of their own. */
const ENDS_CONNECTION = new Set(["FATAL", "PANIC"]);

export function kindOfError(error: unknown): ErrorKind {
  const { state, severity } = toldBy(error);
  if (state === undefined) return isDefect(error) ? "poison" : "away";
  if (ENDS_CONNECTION.has(severity)) return "away";
  if (AGAIN.has(state)) return "again";
  if (LOCKED.has(state)) return "locked";
  if (TOO_LONG.has(state)) return "slow";
  return AWAY.test(state) ? "away" : "poison";
}

/** Thrown by our own code before the database was asked. */
export function isDefect(error: unknown): boolean {
  return [TypeError, RangeError, ReferenceError, SyntaxError].some((kind) => error instanceof kind);
}

/** Somewhere in what Prisma or the driver threw; no state: no answer from the database. */
function toldBy(error: unknown): { readonly state?: string; readonly severity: string } {
  for (let current = error, depth = 0; isObject(current) && depth < 6; depth++) {
    for (const name of ["originalCode", "code"]) {
      const state = current[name];
      if (typeof state !== "string" || !SQLSTATE.test(state)) continue;
      return { state, severity: String(current["severity"]) };
    }
    const { meta, driverAdapterError, cause } = current;
    current = (isObject(meta) ? meta["driverAdapterError"] : undefined) ?? driverAdapterError ?? cause;
  }
  return { severity: "" };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
