import { MAIN_WAREHOUSE_ID } from "../../src/domain/model.js";
import { FAN_OUT_VARIANTS } from "./moves.js";

/** One subscription as a client sends it. */
export interface Shape {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const LEVEL = "position eventId occurredAt productVariantId itemVersion newQuantity availableQuantity";
const STATUS = "position eventId occurredAt productVariantId itemVersion oldStatus newStatus";
const ITEM = "item { productVariantId sku status quantity reservedQuantity availableQuantity }";
const LEVELS = "item { status levels { quantity reservedQuantity warehouse { code } } }";

const variants = { productVariantIds: FAN_OUT_VARIANTS };
const warehouse = { warehouseIds: [MAIN_WAREHOUSE_ID] };
const statuses = { statuses: ["IN_STOCK", "LOW_STOCK"] };

/**
 * Twenty that differ in feed, selection or filter. Each move of stock concerns every one of
 * them once: it changes a level and, with it, the item's status.
 */
export const SHAPES: readonly Shape[] = [
  level(LEVEL),
  level(LEVEL, variants),
  level(LEVEL, warehouse),
  level(LEVEL, statuses),
  level(LEVEL, { ...variants, ...warehouse }),
  events("StockLevelChangedEvent", "position eventType aggregateId data"),
  level("position productVariantId availableQuantity", variants),
  level(`${LEVEL} oldQuantity quantityChanged changeType correlationId`),
  level(`${LEVEL} ${ITEM}`),
  level(`${LEVEL} ${ITEM}`, variants),
  level(`position ${LEVELS}`, warehouse),
  level("position warehouse { id code name } newQuantity", warehouse),
  status(STATUS),
  status(STATUS, variants),
  status(STATUS, warehouse),
  status(STATUS, statuses),
  status("position productVariantId newStatus", { ...variants, ...statuses }),
  events("StockStatusChangedEvent", "position eventId eventType eventVersion occurredAt aggregateId data"),
  status(`${STATUS} ${ITEM}`, variants),
  status(`position newStatus ${LEVELS}`),
];

function level(selection: string, filter: object | null = null): Shape {
  return shape("stockLevelChanged", selection, filter);
}

function status(selection: string, filter: object | null = null): Shape {
  return shape("stockStatusChanged", selection, filter);
}

function events(type: string, selection: string): Shape {
  const query = `subscription Follow($types: [String!]) { inventoryEvents(types: $types) { ${selection} } }`;
  return { query, variables: { types: [type] } };
}

function shape(field: string, selection: string, filter: object | null): Shape {
  const query = `subscription Watch($filter: StockFeedFilter) { ${field}(filter: $filter) { ${selection} } }`;
  return { query, variables: { filter } };
}
