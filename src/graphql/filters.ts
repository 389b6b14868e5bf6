import { EVENT_TYPES, isEventType } from "../domain/event-types.js";
import type { EventType } from "../domain/events.js";
import { LEDGER_KINDS, type LedgerKind } from "../domain/model.js";
import type * as ports from "../ports/reader-queries.js";
import { badInput, checkCount, checkId, checkIds, MAX_AT_ONCE } from "./arguments.js";
import type { InventoryFilter } from "./inputs/inventory-args.js";
import type { LedgerFilter } from "./inputs/ledger-args.js";
import type { ReservationFilter } from "./inputs/reservation-args.js";

// From what a caller sends to what a reader is asked. What is wrong is blamed by its place:
// `filter.kinds.2`. Warehouses come from outside, since the caller's token has its say.

type Within = readonly string[] | null;

/** `warehouseIds`: those of the filter, resolved. */
export function inventoryFilter(
  filter: InventoryFilter | null | undefined,
  warehouseIds: Within,
): ports.InventoryFilter {
  const { productVariantIds, skuPrefix, statuses, availableBelow, updatedSince } = filter ?? {};
  checkIds("filter.productVariantIds", productVariantIds);
  if (skuPrefix != null) checkId("filter.skuPrefix", skuPrefix);
  return {
    productVariantIds: productVariantIds ?? null,
    skuPrefix: skuPrefix ?? null,
    statuses: distinct("filter.statuses", statuses),
    warehouseIds,
    availableBelow: availableBelow ?? null,
    updatedSince: updatedSince?.getTime() ?? null,
  };
}

export function reservationFilter(
  filter: ReservationFilter | null | undefined,
  within: Within,
): ports.ReservationFilter {
  const { orderId, productVariantId, statuses } = filter ?? {};
  if (orderId != null) checkId("filter.orderId", orderId);
  if (productVariantId != null) checkId("filter.productVariantId", productVariantId);
  return {
    orderId: orderId ?? null,
    productVariantId: productVariantId ?? null,
    statuses: distinct("filter.statuses", statuses),
    within,
  };
}

export function ledgerFilter(
  filter: LedgerFilter | null | undefined,
  warehouseIds: Within,
): ports.LedgerFilter {
  const { productVariantId, kinds, reference, since, until } = filter ?? {};
  if (productVariantId != null) checkId("filter.productVariantId", productVariantId);
  if (reference != null) checkId("filter.reference", reference);
  const known = distinct("filter.kinds", kinds);
  kinds?.forEach((kind, index) => checkKind(`filter.kinds.${index}`, kind));
  return {
    productVariantId: productVariantId ?? null,
    kinds: known as LedgerKind[] | null,
    reference: reference ?? null,
    since: since?.getTime() ?? null,
    until: until?.getTime() ?? null,
    warehouseIds,
  };
}

export function eventTypes(types: readonly string[] | null | undefined): EventType[] | null {
  if (!types) return null;
  checkCount("types", types.length, MAX_AT_ONCE);
  return types.map((type, index) => {
    if (isEventType(type)) return type;
    const field = `types.${index}`;
    throw badInput(field, `${field} must be one of ${EVENT_TYPES.join(", ")}.`);
  });
}

function checkKind(field: string, kind: string): void {
  if (LEDGER_KINDS.some((known) => known === kind)) return;
  throw badInput(field, `${field} must be one of ${LEDGER_KINDS.join(", ")}.`);
}

function distinct<T>(field: string, values: readonly T[] | null | undefined): T[] | null {
  checkCount(field, values?.length ?? 0, MAX_AT_ONCE);
  return values ? [...new Set(values)] : null;
}
