import { Failure } from "../domain/failure.js";
import { withoutCredentials } from "../lib/secrets.js";
import { within } from "../lib/within.js";

/** Answers in one line what is wrong; null when nothing is. One that rejects, or takes long, is down. */
export type Check = () => string | null | Promise<string | null>;

/** Each by the name it is reported under. */
export interface ReadinessChecks {
  /** Without these nothing can be answered: 503. */
  readonly required: Readonly<Record<string, Check>>;
  /** Without these less is done, or later: 200, degraded. */
  readonly optional: Readonly<Record<string, Check>>;
}

/** What is wrong, by each check; null where nothing is. Fit for everybody's eyes. */
export type Faults = Readonly<Record<string, string | null>>;

const PATIENCE_MS = 2_000;

export async function runChecks(checks: Readonly<Record<string, Check>>): Promise<Faults> {
  const faults = Object.entries(checks).map(async ([name, check]) => [name, await faultOf(check)]);
  return Object.fromEntries(await Promise.all(faults)) as Faults;
}

async function faultOf(check: Check): Promise<string | null> {
  try {
    const fault = await within(PATIENCE_MS, Promise.resolve(check()));
    return fault === null ? null : withoutCredentials(fault);
  } catch (error) {
    if (error instanceof Failure) return error.message;
    return withoutCredentials(`The check failed: ${error instanceof Error ? error.message : String(error)}`);
  }
}
