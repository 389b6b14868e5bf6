import { setTimeout as delay } from "node:timers/promises";
import { MAIN_WAREHOUSE_ID, MAX_QUANTITY, type Warehouse } from "../domain/model.js";
import type { Difference } from "../domain/reconciliation.js";
import type { RefusalCode } from "../domain/refusal.js";
import { isOpaqueId } from "../domain/validate.js";
import type { LevelAt, Reconciliation } from "../ports/reconciliations.js";
import type { SourceRow, StockFigure, Taken } from "../ports/stock-source.js";
import { reconcileLevel } from "./reconcile-level.js";
import type { Found, PlacedFigure, ReconciliationDeps, RowsContext } from "./reconciliation-deps.js";

/** Items that are corrected at once: they share transactions. */
const AT_ONCE = 16;

/** Compares some rows with the levels, and corrects these, unless it is a dry run. */
export async function reconcileRows(
  deps: ReconciliationDeps,
  rows: readonly SourceRow[],
  context: RowsContext,
): Promise<Found> {
  const { reconciliations } = deps;
  const { reconciliation } = context;
  const now = await reconciliations.now();
  const asked = rows.filter((row) => isAsked(row, reconciliation));
  const read = asked.map((row) => place(row, deps.toleranceMs, { ...context, now }));
  const placed = read.filter((outcome): outcome is PlacedFigure => !("outcome" in outcome));
  const refused = read.filter((outcome): outcome is Difference => "outcome" in outcome);
  const unseen = new Set((await reconciliations.see(reconciliation.id, placed)).map(nameOf));
  // The first row of a level counts.
  const first = placed.filter((figure) => unseen.delete(nameOf(figure)));
  const again = placed.filter((figure) => !first.includes(figure)).map(duplicate);
  await untilSettled(first, now, context.signal);
  const booked = await reconciliations.booked(first);
  const levels = new Map(first.map((figure, index) => [figure, booked[index] ?? null]));
  const { done: outcomes, failure } = await eachItem(first, (figure) =>
    reconcileLevel(deps, figure, levels.get(figure) ?? null, context),
  );
  const found = outcomes.filter((outcome) => outcome !== null);
  return {
    compared: asked.length,
    agreeing: outcomes.length - found.length,
    differences: [...refused, ...again, ...found].sort((a, b) => (a.sourceRow ?? 0) - (b.sourceRow ?? 0)),
    failure,
  };
}

/** A row that cannot be read is told whichever items were asked for, unless it names another. */
function isAsked(row: SourceRow, { productVariantIds }: Reconciliation): boolean {
  if (productVariantIds === null) return true;
  const id = "figure" in row ? row.figure.productVariantId : row.productVariantId;
  return id === null || productVariantIds.includes(id);
}

function place(
  row: SourceRow,
  toleranceMs: number,
  { warehouses, ahead, now }: RowsContext & { readonly now: number },
): PlacedFigure | Difference {
  const sourceRow = row.row;
  if (!("figure" in row)) {
    const { productVariantId, field, problem } = row;
    const about = { sourceRow, productVariantId, warehouse: null, figure: null };
    return refusal(about, "INVALID_INPUT", field === null ? problem : `${field}: ${problem}`);
  }
  const { figure, taken } = row;
  const { productVariantId, quantity } = figure;
  const about = { sourceRow, productVariantId, warehouse: figure.warehouse, figure: quantity };
  const problem = problemOf(figure);
  if (problem) return refusal(about, problem.code, problem.message);
  const warehouse = findWarehouse(warehouses, figure.warehouse);
  if (!warehouse) {
    return refusal(about, "NOT_FOUND", `No warehouse has the id or code "${figure.warehouse}".`);
  }
  const { from, until } = windowOf(taken, toleranceMs, ahead);
  if (from > now) return refusal(about, "INVALID_INPUT", "asOf: lies in the future.");
  const { id: warehouseId, code } = warehouse;
  return { productVariantId, warehouseId, from, until, sourceRow, warehouse: code, figure: quantity };
}

function problemOf({ productVariantId, warehouse, quantity }: StockFigure) {
  const code = "INVALID_INPUT" as const;
  const rule = "must be 1 to 64 characters, without NUL or lone surrogates.";
  if (!isOpaqueId(productVariantId)) return { code, message: `productVariantId: ${rule}` };
  if (warehouse !== null && !isOpaqueId(warehouse)) return { code, message: `warehouse: ${rule}` };
  if (Number.isInteger(quantity) && quantity >= 0 && quantity <= MAX_QUANTITY) return null;
  const message = `quantity: must be a whole number from 0 to ${MAX_QUANTITY}, not ${quantity}.`;
  return { code: "INVALID_QUANTITY" as const, message };
}

function findWarehouse(warehouses: readonly Warehouse[], ref: string | null): Warehouse | undefined {
  const named = ref ?? MAIN_WAREHOUSE_ID;
  return warehouses.find(({ code }) => code === named) ?? warehouses.find(({ id }) => id === named);
}

/** By the database's clock, and as wide as its doubts. */
function windowOf(
  { from, until, clock }: Taken,
  toleranceMs: number,
  ahead: RowsContext["ahead"],
): Omit<Taken, "clock"> {
  const { least, most } = clock === "ours" ? ahead : { least: 0, most: 0 };
  return { from: Math.floor(from + least - toleranceMs), until: Math.ceil(until + most + toleranceMs) };
}

type About = Pick<Difference, "sourceRow" | "productVariantId" | "warehouse"> & { figure: number | null };

function refusal(about: About, code: RefusalCode, message: string): Difference {
  const figure = Number.isSafeInteger(about.figure) ? about.figure : null;
  return { ...about, figure, booked: null, delta: null, outcome: "REFUSED", code, message };
}

function duplicate(placed: PlacedFigure): Difference {
  return refusal(
    placedAbout(placed),
    "ALREADY_EXISTS",
    "A row before names the same level; that one counts.",
  );
}

function placedAbout({ sourceRow, productVariantId, warehouse, figure }: PlacedFigure): About {
  return { sourceRow, productVariantId, warehouse, figure };
}

function nameOf({
  productVariantId,
  warehouseId,
}: Pick<LevelAt, "productVariantId" | "warehouseId">): string {
  return `${warehouseId} ${productVariantId}`;
}

/** Until the time in which the figures may have been taken is over: what moves in it is booked then. */
async function untilSettled(
  figures: readonly PlacedFigure[],
  now: number,
  signal: AbortSignal,
): Promise<void> {
  const latest = Math.max(now, ...figures.map(({ until }) => until));
  if (latest > now) await delay(latest - now, undefined, { signal });
}

/**
 * One after the other for the levels of an item, which has one version; some items at once. After a failure no further
 * one is begun, and those that were are waited for: what they have booked is to be told.
 */
async function eachItem<T>(
  figures: readonly PlacedFigure[],
  work: (figure: PlacedFigure) => Promise<T>,
): Promise<{ readonly done: T[]; readonly failure: unknown }> {
  const items = new Map<string, PlacedFigure[]>();
  for (const figure of figures) {
    const of = items.get(figure.productVariantId);
    if (of) of.push(figure);
    else items.set(figure.productVariantId, [figure]);
  }
  const waiting = items.values();
  const done: T[] = [];
  let failure: unknown;
  const worker = async () => {
    for (const levels of waiting)
      for (const level of levels) {
        if (failure !== undefined) return;
        done.push(await work(level));
      }
  };
  const workers = Array.from({ length: AT_ONCE }, worker);
  await Promise.all(workers.map((each) => each.catch((error: unknown) => (failure ??= error))));
  return { done, failure };
}
