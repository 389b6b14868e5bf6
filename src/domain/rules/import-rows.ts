import type { Answers, CountLine, ImportRow, ImportRows, RuleContext } from "../commands.js";
import { accept, type Decision, type StockView } from "../decision.js";
import { Overlay } from "../overlay.js";
import type { Refusal } from "../refusal.js";
import { createItem } from "./create-item.js";
import { setStock } from "./set-stock.js";
import { updateItem } from "./update-item.js";

type Rule = (view: StockView) => Decision<unknown>;
type Outcome = { readonly imported: Overlay } | { readonly refusals: readonly Refusal[] };

/** Makes and changes items, and sets counts, row after row; a refused row changes nothing. */
export function importRows(
  view: StockView,
  command: ImportRows,
  context: RuleContext,
): Decision<Answers["importRows"]> {
  const all = new Overlay(view);
  const counts = { created: 0, changed: 0, unchanged: 0 };
  const failed: { row: number; refusals: readonly Refusal[] }[] = [];
  for (const row of command.rows) {
    const known = all.item(row.productVariantId) !== undefined;
    const outcome = importRow(all, row, command, context);
    if ("refusals" in outcome) {
      failed.push({ row: row.row, refusals: outcome.refusals });
      continue;
    }
    const changes = outcome.imported.changes();
    all.apply(changes);
    if (changes.items.length === 0) counts.unchanged++;
    else if (known) counts.changed++;
    else counts.created++;
  }
  const { correlationId, causationId } = context;
  const { entries, ...changes } = all.changes();
  // What caused the import, its file, is what an auditor looks for in the ledger.
  const referring = entries.map((entry) => ({ ...entry, reference: causationId }));
  return accept({ correlationId, ...counts, failed }, { ...changes, entries: referring });
}

function importRow(all: StockView, row: ImportRow, command: ImportRows, context: RuleContext): Outcome {
  const set: Rule[] = countLine(row).map(
    (line) => (view) => setStock(view, { kind: "setStock", line }, context),
  );
  if (all.item(row.productVariantId) === undefined) {
    const create: Rule = (view) =>
      createItem(view, { kind: "createItem", ...newItem(row, command) }, context);
    return inTurn(all, [create, ...set]);
  }
  const update: Rule[] = attributes(row).map(
    (given) => (view) => updateItem(view, { kind: "updateItem", ...given, expectedVersion: null }, context),
  );
  const outcome = inTurn(all, [...update, ...set]);
  // A stricter backorder policy may fit the new count alone, and a lower count the new policy alone.
  if ("imported" in outcome || update.length + set.length < 2) return outcome;
  const otherwise = inTurn(all, [...set, ...update]);
  return "imported" in otherwise ? otherwise : outcome;
}

function inTurn(all: StockView, rules: readonly Rule[]): Outcome {
  const imported = new Overlay(all);
  for (const rule of rules) {
    const { result, changes } = rule(imported);
    if (!result.ok) return { refusals: result.refusals };
    imported.apply(changes);
  }
  return { imported };
}

/** None when the row says nothing of the item itself. */
function attributes({ productVariantId, sku, lowStockThreshold, backorder }: ImportRow) {
  const silent = sku === undefined && lowStockThreshold === undefined && backorder === undefined;
  return silent ? [] : [{ productVariantId, sku, lowStockThreshold, backorder }];
}

function newItem({ productVariantId, sku, lowStockThreshold, backorder }: ImportRow, command: ImportRows) {
  return {
    productVariantId,
    sku: sku ?? null,
    lowStockThreshold: lowStockThreshold ?? command.lowStockThreshold,
    backorderPolicy: backorder?.policy ?? "DENY",
    backorderLimit: backorder?.limit ?? null,
  };
}

/** None when the row has no count. */
function countLine({ productVariantId, count }: ImportRow): CountLine[] {
  if (count === undefined) return [];
  return [{ productVariantId, ...count, changeFromQuantity: null, reason: "import", expectedVersion: null }];
}
