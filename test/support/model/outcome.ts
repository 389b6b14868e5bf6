import type { Answers, CommandKind } from "../../../src/domain/commands.js";
import type { Result } from "../../../src/domain/decision.js";
import type { Item, LedgerEntry, Reservation, Transfer, Warehouse } from "../../../src/domain/model.js";
import type { Refusal as RealRefusal } from "../../../src/domain/refusal.js";
import type { Outcome } from "./apply.js";
import type { Made, Refusal } from "./state.js";

type AnyAnswer = { [K in keyof UnionOfAnswers]?: UnionOfAnswers[K] };
interface UnionOfAnswers {
  item: Item;
  removed: boolean;
  reservation: Reservation;
  reservations: readonly Reservation[];
  shortfalls: readonly RealRefusal[];
  entries: readonly LedgerEntry[];
  results: readonly ({ item: Item } | { refusals: readonly RealRefusal[] })[];
  transfer: Transfer;
  warehouse: Warehouse;
  bin: { readonly id: string };
}

/** What the command made, if it made something. */
export function madeOf(result: Result<Answers[CommandKind]>): Made {
  if (!result.ok) return { id: "", createdAt: 0 };
  const { bin, reservation, transfer, warehouse } = result.value as AnyAnswer;
  const { id = "" } = bin ?? reservation ?? transfer ?? warehouse ?? {};
  return { id, createdAt: reservation?.createdAt ?? 0 };
}

/** A real answer in the model's terms. `codeOf`: warehouses by their ids. */
export function outcomeOf(result: Result<Answers[CommandKind]>, codeOf: (id: string) => string): Outcome {
  if (!result.ok) return { ok: false, refusals: result.refusals.map(refusalOf) };
  const { item, removed, reservation, reservations, ...rest } = result.value as AnyAnswer;
  const { shortfalls, entries, results, transfer, warehouse } = rest;
  const facts = {
    ...(item && { item: itemFacts(item) }),
    ...(removed !== undefined && { removed }),
    ...(reservation && { reservation: reservationFacts(reservation, codeOf) }),
    ...(reservations && {
      reservations: reservations.map((each) => reservationFacts(each, codeOf)).sort(byId),
    }),
    ...(shortfalls && { shortfalls: shortfalls.map(refusalOf) }),
    ...(entries && { entries: entries.map((each) => entryLine(each, codeOf)).sort() }),
    ...(results && {
      results: results.map((each) => ("item" in each ? itemFacts(each.item) : each.refusals.map(refusalOf))),
    }),
    ...(transfer && { transfer: transferFacts(transfer, codeOf) }),
    ...(warehouse && { warehouse: warehouseFacts(warehouse) }),
  };
  return { ok: true, facts };
}

function refusalOf({ code, field, shortage, current }: RealRefusal): Refusal {
  return {
    code,
    field: field.join("."),
    ...(shortage && { requested: shortage.requested, available: shortage.available }),
    ...(current && { current: current.version }),
  };
}

export function itemFacts({ productVariantId, sku, ...item }: Item) {
  const { lowStockThreshold, backorderPolicy, backorderLimit, version, inTransit, deletedAt } = item;
  return {
    ...{
      id: productVariantId,
      sku,
      threshold: lowStockThreshold,
      policy: backorderPolicy,
      limit: backorderLimit,
    },
    ...{ version, inTransit, deleted: deletedAt !== null },
    ...{ quantity: item.quantity, reserved: item.reserved, status: item.status },
  };
}

export function reservationFacts(
  { id, orderId, status, version, expiresAt, lines }: Reservation,
  codeOf: CodeOf,
) {
  const sorted = lines
    .map(({ productVariantId, warehouseId, quantity, fulfilled, released }) =>
      [productVariantId, codeOf(warehouseId), quantity, fulfilled, released].join(" "),
    )
    .sort();
  return { id, orderId, status, version, forever: expiresAt === null, lines: sorted };
}

function entryLine(
  { productVariantId, itemVersion, warehouseId, kind, ...entry }: LedgerEntry,
  codeOf: CodeOf,
) {
  const { quantityDelta, reservedDelta, quantityAfter, reservedAfter } = entry;
  const numbers = [quantityDelta, reservedDelta, quantityAfter, reservedAfter];
  return [productVariantId, itemVersion, codeOf(warehouseId), kind, ...numbers].join(" ");
}

export function transferFacts(
  { id, fromWarehouseId, toWarehouseId, status, lines }: Transfer,
  codeOf: CodeOf,
) {
  const sorted = lines
    .map(({ productVariantId, quantity, received, missing, returned }) =>
      [productVariantId, quantity, received, missing, returned].join(" "),
    )
    .sort();
  return { id, from: codeOf(fromWarehouseId), to: codeOf(toWarehouseId), status, lines: sorted };
}

export function warehouseFacts({ id, code, name, priority, active, version }: Warehouse) {
  return { id, code, name, priority, active, version };
}

type CodeOf = (id: string) => string;
const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1);
