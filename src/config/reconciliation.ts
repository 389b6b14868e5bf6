import { readCron, type Cron } from "../lib/cron.js";
import { address, ConfigError, type Environment } from "./environment.js";

/** Where figures to compare the levels with come from. */
export type FiguresConfig =
  | { readonly kind: "url"; readonly url: string; readonly token: string | null }
  | { readonly kind: "file"; readonly path: string };

export interface ReconciliationConfig {
  /** null: nobody says what there is, and nothing is reconciled by itself. */
  readonly figures: FiguresConfig | null;
  readonly cron: Cron;
  /** Whether the scheduled ones book what differs, or only tell. */
  readonly apply: boolean;
  /** Whether what the source does not name is not there, also where it does not say so itself. */
  readonly complete: boolean;
  /** How far the moments of figures and of stock movements may be off from each other. */
  readonly toleranceMs: number;
  /** How long an address may be silent. */
  readonly timeoutMs: number;
}

export function readReconciliation(environment: Environment): ReconciliationConfig {
  return {
    figures: figures(environment),
    cron: cron(environment.text("RECONCILE_CRON") ?? "0 */6 * * *"),
    apply: environment.flag("RECONCILE_APPLY") ?? true,
    complete: environment.flag("RECONCILE_COMPLETE") ?? false,
    toleranceMs: environment.integer("RECONCILE_TOLERANCE_MS", 2_000, 0, 60_000),
    timeoutMs: 1_000 * environment.decimal("RECONCILE_TIMEOUT_SECONDS", 30, 0.1, 600),
  };
}

function figures(environment: Environment): FiguresConfig | null {
  const [url, token, path] = ["RECONCILE_URL", "RECONCILE_TOKEN", "RECONCILE_FILE"].map((name) =>
    environment.text(name),
  );
  if (url !== undefined && path !== undefined) {
    throw new ConfigError("RECONCILE_URL and RECONCILE_FILE are both set: figures come from one of them.");
  }
  if (token !== undefined && url === undefined) {
    throw new ConfigError("RECONCILE_TOKEN is set, but RECONCILE_URL is not.");
  }
  if (path !== undefined) return { kind: "file", path };
  return url === undefined
    ? null
    : { kind: "url", url: figuresUrl(url, "RECONCILE_URL"), token: token ?? null };
}

/** @throws ConfigError, with the name, when it is no address of HTTP, or has a password, which logs would show. */
export function figuresUrl(value: string, name: string): string {
  const { username, password } = new URL(address(value, name, ["http:", "https:"]));
  if (username === "" && password === "") return value;
  throw new ConfigError(
    `${name} must have no user name or password: RECONCILE_TOKEN is sent as bearer token.`,
  );
}

function cron(value: string): Cron {
  try {
    return readCron(value);
  } catch (error) {
    throw new ConfigError(`RECONCILE_CRON is "${value}": ${(error as Error).message}.`);
  }
}
