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
/** Classes: connection, transaction state (a standby, an idle one ended), rights, resources, operator, system. */
const AWAY = /^(08|25|28|53|57|58)/;

export function kindOfError(error: unknown): ErrorKind {
  const state = sqlState(error);
  if (state === undefined) return isDefect(error) ? "poison" : "away";
  if (AGAIN.has(state)) return "again";
  if (LOCKED.has(state)) return "locked";
  if (TOO_LONG.has(state)) return "slow";
  return AWAY.test(state) ? "away" : "poison";
}

/** Thrown by our own code before the database was asked. */
export function isDefect(error: unknown): boolean {
  return [TypeError, RangeError, ReferenceError, SyntaxError].some((kind) => error instanceof kind);
}

/** The SQLSTATE somewhere in what Prisma or the driver threw; undefined: no answer from the database. */
function sqlState(error: unknown): string | undefined {
  for (let current = error, depth = 0; isObject(current) && depth < 6; depth++) {
    for (const name of ["originalCode", "code"]) {
      const value = current[name];
      if (typeof value === "string" && SQLSTATE.test(value)) return value;
    }
    const { meta, driverAdapterError, cause } = current;
    current = (isObject(meta) ? meta["driverAdapterError"] : undefined) ?? driverAdapterError ?? cause;
  }
  return undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
