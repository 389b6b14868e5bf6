import type { FeedEvent } from "../../domain/events.js";

// By what subscriptions are found: one that names variants is asked about events of those alone.

const VARIANT = "variant ";
export const ofVariant = (id: string) => `${VARIANT}${id}`;
export const ofWarehouse = (id: string) => `warehouse ${id}`;
export const ofStatus = (status: string) => `status ${status}`;
export const ofOrder = (id: string) => `order ${id}`;
export const ofReservation = (id: string) => `reservation ${id}`;
export const ofType = (type: FeedEvent["type"]) => `type ${type}`;

/** The variants that the keys name; null: they name something else, or nothing. */
export function variantsIn(keys: readonly string[] | null): readonly string[] | null {
  if (keys === null || keys.length === 0 || !keys.every((key) => key.startsWith(VARIANT))) return null;
  return keys.map((key) => key.slice(VARIANT.length));
}

/** Every key that a subscription which the event concerns may be found by. */
export function keysOf(event: FeedEvent): string[] {
  const keys = [ofType(event.type)];
  if (event.aggregateType === "InventoryItem") keys.push(ofVariant(event.aggregateId));
  else if (event.aggregateType === "Warehouse") keys.push(ofWarehouse(event.aggregateId));
  const data: Partial<Record<string, unknown>> = event.data;
  add(keys, ofWarehouse, data["warehouseId"]);
  add(keys, ofStatus, data["newStatus"]);
  add(keys, ofOrder, data["orderId"]);
  add(keys, ofReservation, data["reservationId"]);
  for (const id of listOf(data["reservationIds"])) add(keys, ofReservation, id);
  for (const each of listOf(data["warehouses"]))
    add(keys, ofWarehouse, (each as Partial<Record<string, unknown>>)["warehouseId"]);
  return keys;
}

function add(keys: string[], ofKind: (id: string) => string, id: unknown): void {
  if (typeof id === "string") keys.push(ofKind(id));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}
