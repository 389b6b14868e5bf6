import type { FIELD_SCOPES, Operation } from "../../../src/auth/rights.js";
import * as may from "./call.js";
import type { Call } from "./call.js";
import { ELSEWHERE, ITEM, SECRET } from "./seed.js";

type Row = readonly Call<string>[];

const errors = "userErrors { code message }";
const item = "productVariantId availableQuantity levels { quantity warehouse { code name } }";
const held = `reservations { id orderId lines { quantity warehouse { name } } } ${errors}`;
const NOBODY = "0199aa00-0000-7000-8000-00000000000f";

/** A call of each query and mutation, as who may make it. Who adds one adds a row. */
export const OPERATIONS: Readonly<Record<Exclude<Operation, `Subscription.${string}`>, Row>> = {
  "Query.inventoryItem": may.read(`inventoryItem(productVariantId: "${ITEM}") { ${item} }`),
  "Query.inventoryItems": may.read(`inventoryItems(productVariantIds: ["${ITEM}"]) { ${item} }`),
  "Query.inventory": may.read(`inventory(first: 5) { edges { node { ${item} } } }`),
  "Query.reservation": may.reserve((seed) => `reservation(id: "${seed.reservation}") { orderId }`),
  "Query.reservations": may.reserve(`reservations(first: 5) { totalCount edges { node { orderId } } }`),
  "Query.ledger": may.adjust(`ledger(first: 50) { edges { node { reason reference warehouse { name } } } }`),
  "Query.stockTransfer": may.adjust((seed) => `stockTransfer(id: "${seed.transfer}") { to { name } }`),
  "Query.node": [
    ...may.read((seed) => `node(id: "${seed.main}") { id ... on Warehouse { name } }`),
    ...may.read((seed) => `node(id: "${seed.bin}") { id ... on WarehouseBin { code } }`),
    ...may.read((seed) => `node(id: "${seed.reservation}") { ... on Reservation { orderId } }`),
    ...may.read((seed) => `node(id: "${seed.entry}") { ... on LedgerEntry { reason } }`),
    ...may.read((seed) => `node(id: "${seed.transfer}") { ... on StockTransfer { to { name } } }`),
  ],
  "Query.checkAvailability": may.read(
    `checkAvailability(lines: [{ productVariantId: "${ITEM}", quantity: 9 }]) { lines { sources { warehouse { name } } } }`,
  ),
  "Query.warehouses": may.read(`warehouses { code name bins { code } }`),
  "Query.feedPosition": may.read(`feedPosition`),
  "Query.eventSchemas": may.read(`eventSchemas { type }`),
  "Query._service": may.read(`_service { sdl }`),
  "Query._entities": may.read(
    `_entities(representations: [{ __typename: "InventoryItem", productVariantId: "${ITEM}" }]) { ... on InventoryItem { ${item} } }`,
  ),
  "Query.eventSchemaCompatibility": may.admin(
    `eventSchemaCompatibility(type: "StockLevelChangedEvent", schema: {}) { compatible }`,
  ),
  "Query.events": may.adminEverywhere(`events(first: 5) { position }`),
  "Query.eventPublisher": may.adminEverywhere(`eventPublisher { sinks { name } }`),
  "Query.failedEvents": may.adminEverywhere(`failedEvents { totalCount }`),
  "Query.deadLetter": may.adminEverywhere(`deadLetter(id: "${NOBODY}") { id }`),
  "Query.deadLetters": may.adminEverywhere(`deadLetters { totalCount }`),
  "Query.replay": may.adminEverywhere(`replay(id: "${NOBODY}") { id }`),
  "Query.reconciliation": may.adminEverywhere(`reconciliation(id: "${NOBODY}") { id }`),
  "Query.reconciliations": may.adminEverywhere(`reconciliations { totalCount }`),
  "Query.replays": may.adminEverywhere(`replays { totalCount }`),

  "Mutation.createInventoryItem": may.manage(
    `createInventoryItem(input: { productVariantId: "made" }) { item { ${item} } ${errors} }`,
  ),
  "Mutation.updateInventoryItem": may.manageEverywhere(
    `updateInventoryItem(input: { productVariantId: "${ITEM}", sku: "changed" }) { item { ${item} } ${errors} }`,
  ),
  "Mutation.discontinueInventoryItem": may.manageEverywhere(
    `discontinueInventoryItem(input: { productVariantId: "${ITEM}" }) { ${errors} }`,
  ),
  "Mutation.reactivateInventoryItem": may.manageEverywhere(
    `reactivateInventoryItem(input: { productVariantId: "${ITEM}" }) { ${errors} }`,
  ),
  "Mutation.deleteInventoryItem": may.manageEverywhere(
    `deleteInventoryItem(input: { productVariantId: "unknown" }) { ${errors} }`,
  ),
  "Mutation.assignItemToBin": may.manage(
    (seed) => `assignItemToBin(input: { productVariantId: "${ITEM}", binId: "${seed.bin}" }) { ${errors} }`,
  ),
  "Mutation.unassignItemFromBin": may.manage(
    (seed) =>
      `unassignItemFromBin(input: { productVariantId: "${ITEM}", binId: "${seed.bin}" }) { ${errors} }`,
  ),
  "Mutation.createWarehouse": may.manage(
    `createWarehouse(input: { code: "MADE", name: "Made" }) { warehouse { code } ${errors} }`,
  ),
  "Mutation.updateWarehouse": may.manage(
    (seed) =>
      `updateWarehouse(input: { warehouseId: "${seed.main}", priority: 3 }) { warehouse { name } ${errors} }`,
  ),
  "Mutation.createWarehouseBin": may.manage(
    `createWarehouseBin(input: { warehouseId: "MAIN", code: "made" }) { warehouse { name } bin { code } ${errors} }`,
  ),
  "Mutation.updateWarehouseBin": may.manage(
    (seed) =>
      `updateWarehouseBin(input: { binId: "${seed.bin}", code: "${SECRET}-renamed" }) { warehouse { name } bin { code } ${errors} }`,
  ),
  "Mutation.reserveStock": [
    ...may.reserve(
      `reserveStock(input: { orderId: "made", lines: [{ productVariantId: "${ITEM}", quantity: 1, warehouseId: "MAIN" }] }) { ${held} }`,
    ),
    // From wherever there is some: for the confined, not more than there is elsewhere.
    ...may.reserve(
      `reserveStock(input: { orderId: "made", lines: [{ productVariantId: "${ITEM}", quantity: 900 }] }) { ${held} }`,
    ),
  ],
  "Mutation.extendReservation": may.reserve(
    (seed) =>
      `extendReservation(input: { reservationId: "${seed.reservation}", ttlSeconds: 9000 }) { ${held} }`,
  ),
  "Mutation.confirmReservation": may.reserve(
    (seed) => `confirmReservation(input: { reservationId: "${seed.reservation}" }) { ${held} }`,
  ),
  "Mutation.fulfillReservation": may.reserve(
    (seed) => `fulfillReservation(input: { reservationId: "${seed.reservation}" }) { ${held} }`,
  ),
  "Mutation.releaseReservation": [
    ...may.reserve(
      (seed) =>
        `releaseReservation(input: { reservationId: "${seed.reservation}", reason: ORDER_CANCELLED }) { ${held} }`,
    ),
    ...may.reserve(
      `releaseReservation(input: { orderId: "${SECRET}-order", reason: ORDER_CANCELLED }) { reservations { id lines { quantity } } userErrors { code } }`,
    ),
  ],
  "Mutation.adjustStock": [
    ...may.adjust(
      `adjustStock(input: { productVariantId: "${ITEM}", delta: 1, changeType: PURCHASE, warehouseId: "MAIN" }) { item { ${item} } entries { reason } ${errors} }`,
    ),
    ...may.adjust(
      `adjustStock(input: { productVariantId: "${ITEM}", delta: -1, changeType: SALE, warehouseId: "MAIN" }) { ${errors} }`,
    ),
    ...may.reserve(
      `adjustStock(input: { productVariantId: "${ITEM}", delta: -1, changeType: SALE, orderId: "${SECRET}-order" }) { userErrors { code } }`,
    ),
  ],
  "Mutation.setStock": may.adjust(
    `setStock(input: { productVariantId: "${ITEM}", quantity: 900, changeFromQuantity: null, warehouseId: "MAIN" }) { ${errors} }`,
  ),
  "Mutation.setStocks": may.adjust(
    `setStocks(input: { lines: [{ productVariantId: "${ITEM}", quantity: 901, changeFromQuantity: null, warehouseId: "MAIN" }] }) { ${errors} }`,
  ),
  "Mutation.createStockTransfer": may.adjust(
    `createStockTransfer(input: { fromWarehouseId: "MAIN", toWarehouseId: "${ELSEWHERE}", lines: [{ productVariantId: "${ITEM}", quantity: 1 }] }) { transfer { from { name } } ${errors} }`,
  ),
  "Mutation.receiveStockTransfer": may.adjust(
    (seed) =>
      `receiveStockTransfer(input: { transferId: "${seed.transfer}", lines: [{ productVariantId: "${ITEM}", receivedQuantity: 1 }] }) { transfer { to { name } } ${errors} }`,
  ),
  "Mutation.cancelStockTransfer": may.adjust(
    (seed) =>
      `cancelStockTransfer(input: { transferId: "${seed.transfer}" }) { transfer { to { name } } ${errors} }`,
  ),
  "Mutation.verifyStock": may.adminEverywhere(`verifyStock(productVariantIds: ["${ITEM}"]) { checked }`),
  "Mutation.retryFailedEvent": may.adminEverywhere(
    `retryFailedEvent(input: { eventId: "${NOBODY}", sink: "rabbitmq" }) { ${errors} }`,
  ),
  "Mutation.resolveFailedEvent": may.adminEverywhere(
    `resolveFailedEvent(input: { eventId: "${NOBODY}", sink: "rabbitmq" }) { ${errors} }`,
  ),
  "Mutation.redriveDeadLetter": may.adminEverywhere(
    `redriveDeadLetter(input: { id: "${NOBODY}" }) { ${errors} }`,
  ),
  "Mutation.redriveDeadLetters": may.adminEverywhere(
    `redriveDeadLetters(input: { source: "none" }) { count ${errors} }`,
  ),
  "Mutation.discardDeadLetter": may.adminEverywhere(
    `discardDeadLetter(input: { id: "${NOBODY}", note: "no" }) { ${errors} }`,
  ),
  "Mutation.replayEvents": may.adminEverywhere(
    `replayEvents(input: { queue: "amq.none", types: ["StockLevelChangedEvent"] }) { ${errors} }`,
  ),
  "Mutation.cancelReplay": may.adminEverywhere(`cancelReplay(id: "${NOBODY}") { ${errors} }`),
  "Mutation.reconcileStock": may.adminEverywhere(`reconcileStock(input: { dryRun: true }) { ${errors} }`),
  "Mutation.attachSink": may.adminEverywhere(`attachSink(sink: "nobody") { ${errors} }`),
};

/** Fields that need more than what they belong to. */
export const FIELDS: Readonly<Record<keyof typeof FIELD_SCOPES, Row>> = {
  "InventoryItem.reservations": may.both(
    ["read", "reserve"],
    `inventoryItem(productVariantId: "${ITEM}") { reservations { edges { node { orderId } } } }`,
  ),
  "InventoryItem.ledger": may.both(
    ["read", "adjust"],
    `inventoryItem(productVariantId: "${ITEM}") { ledger { edges { node { reason warehouse { name } } } } }`,
  ),
};

/** Each tells of what was planted, for who may see something of it. */
export const SUBSCRIPTIONS: Readonly<Record<Extract<Operation, `Subscription.${string}`>, Row>> = {
  "Subscription.stockStatusChanged": may.read(
    ({ after }) => `stockStatusChanged(after: "${after}") { position newStatus }`,
  ),
  "Subscription.stockLevelChanged": may.read(
    ({ after }) => `stockLevelChanged(after: "${after}") { position warehouse { name } }`,
  ),
  "Subscription.lowStock": may.read(`lowStock { __typename }`),
  "Subscription.reservationChanged": may.reserve(
    ({ after }) => `reservationChanged(after: "${after}") { position orderId }`,
  ),
  "Subscription.inventoryEvents": may.adminEverywhere(
    ({ after }) => `inventoryEvents(after: "${after}") { position data }`,
  ),
};
