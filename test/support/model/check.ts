import { expect } from "@jest/globals";
import { holdFacts, itemFacts as modelItem, transferFacts as modelTransfer } from "./apply.js";
import { itemFacts, reservationFacts, transferFacts, warehouseFacts } from "./outcome.js";
import type { Expected, Stock } from "./state.js";
import { totals } from "./state.js";
import type { Dump, StoredEvent } from "./world.js";

/** At the end everything is as the model has it. */
export function checkFinal(dump: Dump, stock: Stock): void {
  const codeOf = codesOf(dump);
  const byId = (a: { readonly id: string }, b: { readonly id: string }) => (a.id < b.id ? -1 : 1);
  expect(dump.items.map(itemFacts).sort(byId)).toEqual([...stock.items.values()].map(modelItem).sort(byId));
  const levels = dump.levels.map(({ productVariantId, warehouseId, quantity, reserved }) =>
    [productVariantId, codeOf(warehouseId), quantity, reserved].join(" "),
  );
  const wanted = [...stock.items.values()].flatMap(({ id, levels: own }) =>
    [...own].map(([code, { quantity, reserved }]) => [id, code, quantity, reserved].join(" ")),
  );
  expect(levels.sort()).toEqual(wanted.sort());
  expect(dump.reservations.map((each) => reservationFacts(each, codeOf)).sort(byId)).toEqual(
    [...stock.holds.values()].map(holdFacts).sort(byId),
  );
  expect(dump.transfers.map((each) => transferFacts(each, codeOf)).sort(byId)).toEqual(
    [...stock.transfers.values()].map(modelTransfer).sort(byId),
  );
  expect(dump.warehouses.map(warehouseFacts).sort(byId)).toEqual([...stock.warehouses.values()].sort(byId));
  expect(dump.bins.map(({ id }) => id).sort()).toEqual([...stock.bins.keys()].sort());
  const assigned = dump.assignments.map(({ binId, productVariantId }) => `${binId} ${productVariantId}`);
  expect(assigned.sort()).toEqual([...stock.assigned].sort());
}

/** Every command caused exactly the events that it had to; so did every expiry. */
export function checkEvents(
  dump: Dump,
  expected: ReadonlyMap<string, readonly Expected[]>,
  stock: Stock,
): void {
  const codeOf = codesOf(dump);
  const caused = new Map<string, StoredEvent[]>([...expected.keys()].map((id) => [id, []]));
  const expiries: StoredEvent[] = [];
  for (const event of dump.events) (caused.get(event.correlationId) ?? expiries).push(event);
  for (const [id, events] of caused) {
    const wanted = expected.get(id) as readonly Expected[];
    compare(id, known(events, wanted, codeOf), wanted.map(lineOf).sort());
  }
  compare("expiries", known(expiries, stock.expiries, codeOf), stock.expiries.map(lineOf).sort());
  checkChains(dump.events, stock);
}

function compare(id: string, actual: readonly string[], wanted: readonly string[]): void {
  if (actual.join("\n") !== wanted.join("\n")) expect({ id, events: actual }).toEqual({ id, events: wanted });
}

/** Of each event what the model knows of its kind. */
function known(events: readonly StoredEvent[], wanted: readonly Expected[], codeOf: CodeOf): string[] {
  const fields = new Map(wanted.map(({ type, data }) => [type, Object.keys(data)]));
  return events
    .map(({ type, aggregateId, aggregateVersion, data: real }) => {
      const told: Record<string, unknown> = { ...real };
      for (const [name, field] of PLACES) {
        if (typeof real[field] === "string") told[name] = codeOf(real[field]);
      }
      if (Array.isArray(real["reservationIds"])) told["reservationIds"] = [...real["reservationIds"]].sort();
      const names = fields.get(type) ?? [];
      const data = Object.fromEntries(names.map((name) => [name, told[name]]));
      return lineOf({ type, about: aggregateId, version: aggregateVersion, data });
    })
    .sort();
}

const PLACES = [
  ["warehouse", "warehouseId"],
  ["fromWarehouse", "fromWarehouseId"],
  ["toWarehouse", "toWarehouseId"],
] as const;

const lineOf = ({ type, about, version, data }: Expected): string =>
  `${type} ${about} ${version} ${JSON.stringify(data)}`;

/** Quantities and statuses of an item follow from event to event, from its creation to what it is. */
function checkChains(events: readonly StoredEvent[], stock: Stock): void {
  for (const item of stock.items.values()) {
    let [quantity, status] = [0, ""];
    const versions = new Set<number>();
    const own = events.filter(({ aggregateType, aggregateId }) => {
      return aggregateType === "InventoryItem" && aggregateId === item.id;
    });
    for (const { type, data, aggregateVersion } of own) {
      if (type !== "InventoryReservationFailedEvent") versions.add(aggregateVersion);
      if (type === "InventoryItemCreatedEvent") status = "OUT_OF_STOCK";
      if (type === "StockStatusChangedEvent") {
        expect([item.id, aggregateVersion, data["oldStatus"]]).toEqual([item.id, aggregateVersion, status]);
        status = data["newStatus"] as string;
      }
      if (type === "StockLevelChangedEvent") {
        const change = data as Record<"oldQuantity" | "newQuantity" | "quantityChanged", number>;
        expect(change.oldQuantity).toBe(quantity);
        expect(change.newQuantity).toBe(quantity + change.quantityChanged);
        quantity = change.newQuantity;
      }
    }
    expect([item.id, quantity, status]).toEqual([item.id, totals(item).quantity, modelItem(item).status]);
    const missing = Array.from({ length: item.version }, (_, index) => index + 1).filter(
      (version) => !versions.has(version),
    );
    expect({ item: item.id, missing }).toEqual({ item: item.id, missing: [] });
  }
}

type CodeOf = (id: string) => string;

function codesOf({ warehouses }: Dump): CodeOf {
  const codes = new Map(warehouses.map(({ id, code }) => [id, code]));
  return (id) => codes.get(id) ?? id;
}
