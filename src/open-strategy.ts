import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { StrategyConfig } from "./config.js";
import { guardStrategy } from "./domain/planner/guard-strategy.js";
import { STRATEGIES, type PlanLine, type WarehouseStrategy } from "./domain/planner/strategy.js";
import { StartError } from "./lib/start-error.js";

/** @throws StartError when the module cannot be loaded, or its default export is no function that answers at once. */
export async function openStrategy(strategy: StrategyConfig): Promise<WarehouseStrategy> {
  if (strategy.kind === "named") return STRATEGIES[strategy.name];
  const path = resolve(strategy.path);
  const exported = (await load(path)).default;
  if (typeof exported !== "function") {
    throw new StartError(
      `WAREHOUSE_STRATEGY: the default export of ${path} must be a function, not ${exported === null ? "null" : typeof exported}.`,
    );
  }
  if (exported.constructor.name === "AsyncFunction") {
    throw new StartError(`WAREHOUSE_STRATEGY: the function of ${path} must answer at once, so not be async.`);
  }
  return guardStrategy(exported as (lines: readonly PlanLine[]) => unknown, path);
}

async function load(path: string): Promise<{ readonly default?: unknown }> {
  try {
    return (await import(pathToFileURL(path).href)) as { readonly default?: unknown };
  } catch (cause) {
    const why = cause instanceof Error ? (cause.message.split("\n")[0] ?? "") : String(cause);
    throw new StartError(`WAREHOUSE_STRATEGY: ${path} cannot be loaded: ${why}`, { cause });
  }
}
