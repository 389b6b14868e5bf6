import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const isThere = (path: string) => existsSync(new URL(`../../${path}`, import.meta.url));
const PAGE = read("docs/requirements.md");

/** Of the five documents; those of the event publisher's have no numbers of their own. */
const SECTIONS = {
  EP: ["1", "2", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6", "3", "4", "5"],
  PC: ["1", "2", "3", "4", "5.1", "5.2", "6", "7", "8", "9", "10"],
  IP: ["1", "2.1", "2.2", "3.1", "3.2", "3.3", "4", "5", "6"],
  SY: ["1", "2", "3", "4.1", "4.2", "4.3", "5.1", "5.2", "6", "7", "8.1", "8.2", "8.3", "9"],
  AR: ["1", "2.1", "2.2", "3", "4.1", "4.2", "4.3", "5"],
};

/** What the documents call by a name: events, fields, keys, addresses, metrics. */
const NAMES = `
  StockLevelChangedEvent InventoryReservedEvent InventoryReservationFailedEvent InventoryReleasedEvent
  StockStatusChangedEvent LowStockThresholdReachedEvent InventoryItemCreatedEvent InventoryItemUpdatedEvent
  InventoryItemDeactivatedEvent StockTransferredEvent StockoutEvent AllocationCreatedEvent AllocationConfirmedEvent
  AllocationCancelledEvent AllocationFulfilledEvent WarehouseCreatedEvent WarehouseUpdatedEvent WarehouseBinCreatedEvent
  ItemAssignedToLocationEvent ProductVariantCreatedEvent ProductVariantUpdatedEvent ProductVariantDeletedEvent
  OrderPaymentFailedEvent OrderFraudulentEvent ReturnProcessedEvent OrderConfirmedForShipmentEvent OrderCreatedEvent
  OrderCancelledEvent PaymentFailedEvent StockReservationFailedEvent order-created inventory-updated product-updated
  inventory-update-failed productVariantId newQuantity oldQuantity quantityChanged changeType timestamp correlationId
  quantityReserved availableQuantityAfterReservation orderId userId reservationId quantityAttempted reasonForFailure
  quantityReleased availableQuantityAfterRelease reasonForRelease newStatus oldStatus currentQuantity lowStockThreshold
  eventId eventType eventVersion sourceService data aggregateId aggregateType version metadata causationId source payload
  inventoryItemId warehouseId previousQuantity changeAmount changeReason transactionId sku initialStock status isOrderable
  quantityReturned quantitySold productId trigger updatedBy changedFields updatedAt stockQuantity isAvailable reason
  product_id quantity reserved updated_at inventory.events inventory.stock.changed inventory.stock.status.changed
  inventory.reservation.created inventory.reservation.failed inventory.reservation.released
  inventory.stock.low_threshold_reached inventory.stock.* inventory.reservation.* lomash.orders.created
  lomash.inventory.updated lomash.products.updated publishEvent publishEvents registerEventHandler replayEvents
  getPublisherStatus getFailedEvents retryFailedEvent PURCHASE SALE RETURN ADJUSTMENT INSUFFICIENT_STOCK
  PRODUCT_NOT_FOUND ORDER_CANCELLED RESERVATION_EXPIRED ORDER_COMPLETED_ADJUSTMENT IN_STOCK LOW_STOCK OUT_OF_STOCK
  DISCONTINUED AWAITING_INITIAL_STOCK ORDER_CONFIRMED ADMIN_UPDATE SCHEDULED_SYNC BACKWARD FORWARD FULL
  LOW_STOCK_THRESHOLD OUT_OF_STOCK_THRESHOLD product:{productId} products:list:* products:filter:*
  inventory_update_lag_ms inventory_update_failures_total out_of_stock_products_total dlq_message_count
  /api/v1/inventory/{productVariantId}/reserve /api/v1/inventory/{productVariantId}/release /api/v1/inventory/adjust-stock
  /api/v1/inventory/{productVariantId} /api/v1/inventory?productVariantIds={id1},{id2} /v1/products/:id/inventory
  /api/inventory/{productId} /api/inventory/add /api/inventory/audit /api/inventory/check
`
  .trim()
  .split(/\s+/);

interface Row {
  readonly id: string;
  readonly section: string;
  /** Of the last cell: what shows it. */
  readonly links: readonly { readonly text: string; readonly path: string }[];
  readonly shownBy: string;
}

const ROWS: readonly Row[] = PAGE.split("\n")
  .filter((line) => /^\| [A-Z]{2}-\d/.test(line))
  .map((line) => {
    // An escaped bar is none of the table's.
    const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
    const [, id = "", , , shownBy = ""] = cells;
    const links = [...shownBy.matchAll(/\[((?:[^\]\\]|\\.)*)\]\(([^)]*)\)/g)].map(
      ([, text = "", path = ""]) => ({
        ...{ text: text.replace(/\\(.)/g, "$1"), path: new URL(path, "file:///docs/").pathname.slice(1) },
      }),
    );
    return { id, section: id.replace(/-\d+$/, ""), links, shownBy };
  });

/** The first argument of a call. */
function isTitled(source: string, title: string): boolean {
  const escaped = title.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`\\(\\s*(["'\`])${escaped}\\1,`).test(source.replaceAll('\\"', '"'));
}

describe("docs/requirements.md", () => {
  it("when a document has a section, then it has rows here, and each row is of one", () => {
    const sections = Object.entries(SECTIONS).flatMap(([document, all]) =>
      all.map((section) => `${document}-${section}`),
    );
    expect([...new Set(ROWS.map(({ section }) => section))]).toEqual(sections);
  });

  it("when rows are counted, then each has an id of its own, in order", () => {
    const places = new Map<string, number>();
    for (const { id, section } of ROWS) {
      const place = (places.get(section) ?? 0) + 1;
      places.set(section, place);
      expect(id).toBe(`${section}-${place}`);
    }
  });

  it("when the documents call something by a name, then a row has it", () => {
    const words = PAGE.replaceAll("\\", "");
    expect(NAMES.filter((name) => !words.includes(name))).toEqual([]);
  });

  it("when a row names a test, then there is one of that title", () => {
    const named = ROWS.flatMap(({ id, links }) => links.map((link) => ({ id, ...link })));
    const tests = named.filter(({ path }) => path.startsWith("test/"));
    expect(tests.length).toBeGreaterThan(200);
    expect(tests.filter(({ path, text }) => !isThere(path) || !isTitled(read(path), text))).toEqual([]);
    expect(named.filter(({ path }) => !isThere(path))).toEqual([]);
  });

  it("when a row is for a later round, then it is of Kafka or SNS", () => {
    const later = ROWS.filter(({ shownBy }) => shownBy.includes("later round")).map(({ id }) => id);
    expect(later).toEqual(["PC-6-1", "PC-6-2", "PC-10-3", "AR-2.1-1"]);
  });

  it("when a row names no test, then it says why", () => {
    const unshown = ROWS.filter(({ links }) => !links.some(({ path }) => path.startsWith("test/")));
    const excused = /^later round|later round$|decided otherwise: \[\d{4}\]|^outside the service$/;
    expect(unshown.filter(({ shownBy }) => !excused.test(shownBy)).map(({ id }) => id)).toEqual([]);
  });
});
