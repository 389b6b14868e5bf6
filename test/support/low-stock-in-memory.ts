import type { EventBody, FeedEvent } from "../../src/domain/events.js";
import { statusOf, type Item, type Level } from "../../src/domain/model.js";
import type { LowStockOptions } from "../../src/graphql/live/low-stock-view.js";
import type { Page } from "../../src/ports/reader-queries.js";
import { itemOf, NOW } from "./stock.js";

const THRESHOLD = 3;

/** Items that are written, cause the events of the rules, and are read as a Reader reads them. */
export class LowStockInMemory {
  readonly items = new Map<string, Item>();
  readonly #levels = new Map<string, Set<string>>();
  away = false;
  /** Pages and items that were read so far. */
  reads = 0;
  /** Waited for before a page of the list is answered. */
  beforePage: () => Promise<void> = async () => undefined;
  #position = 0;

  get reader(): LowStockOptions["reader"] {
    return {
      inventory: async ({ filter, after }, first): Promise<Page<Item>> => {
        await this.#reach();
        const rows = [...this.items.values()]
          .filter(({ productVariantId: id, deletedAt, status }) => {
            if (deletedAt !== null || filter.statuses?.includes(status) === false) return false;
            if (filter.productVariantIds?.includes(id) === false) return false;
            return filter.warehouseIds?.some((warehouse) => this.#levels.get(id)?.has(warehouse)) ?? true;
          })
          .filter(({ productVariantId }) => after === null || productVariantId > after.productVariantId)
          .sort((a, b) => (a.productVariantId < b.productVariantId ? -1 : 1));
        await this.beforePage();
        return { nodes: rows.slice(0, first), hasNextPage: rows.length > first };
      },
    };
  }

  get loaders(): LowStockOptions["loaders"] {
    return {
      itemEvenDeleted: async (id) => {
        await this.#reach();
        return this.items.get(id) ?? null;
      },
      levels: async (id) => {
        await this.#reach();
        return [...(this.#levels.get(id) ?? [])].map(
          (warehouseId) => ({ productVariantId: id, warehouseId }) as Level,
        );
      },
    };
  }

  /** Sets what is available, in a warehouse; makes the item if need be. @returns the events. */
  write(id: string, units: number, warehouseId = "main"): FeedEvent[] {
    const before = this.items.get(id);
    if (!before || before.deletedAt !== null)
      return [...this.#create(id, before), ...this.write(id, units, warehouseId)];
    this.#levels.set(id, new Set([...(this.#levels.get(id) ?? []), warehouseId]));
    const changed = { ...before, quantity: units };
    return this.#change(before, { ...changed, status: statusOf(changed) }, [
      {
        type: "StockLevelChangedEvent",
        data: {
          ...{ productVariantId: id, newQuantity: units, oldQuantity: before.quantity, warehouseId },
          ...{ quantityChanged: units - before.quantity, changeType: "ADJUSTMENT", sku: null },
          ...{ orderId: null, updatedBy: "test", trigger: "ADMIN_UPDATE", availableQuantity: units },
        },
      },
    ]);
  }

  remove(id: string): FeedEvent[] {
    const before = this.items.get(id);
    if (!before || before.deletedAt !== null) return [];
    return this.#change(before, { ...before, status: "DISCONTINUED", deletedAt: NOW }, []);
  }

  #create(id: string, before: Item | undefined): FeedEvent[] {
    this.#levels.set(id, new Set());
    const row = itemOf(id, [], {
      ...{ version: (before?.version ?? 0) + 1, status: "OUT_OF_STOCK", lowStockThreshold: THRESHOLD },
      ...{ quantity: 0, reserved: 0, deletedAt: null },
    });
    this.items.set(id, row);
    const { sku, lowStockThreshold, backorderPolicy, backorderLimit } = row;
    const data = { productVariantId: id, sku, lowStockThreshold, backorderPolicy, backorderLimit };
    return [this.#event(row, 0, { type: "InventoryItemCreatedEvent", data })];
  }

  #change(before: Item, changed: Item, bodies: EventBody[]): FeedEvent[] {
    const row = { ...changed, version: before.version + 1 };
    this.items.set(row.productVariantId, row);
    if (row.status !== before.status) {
      const { productVariantId, quantity } = row;
      const [oldStatus, newStatus] = [before.status, row.status];
      const data = { productVariantId, oldStatus, newStatus, currentQuantity: quantity };
      bodies.push({ type: "StockStatusChangedEvent", data: { ...data, availableQuantity: quantity } });
    }
    return bodies.map((body, ordinal) => this.#event(row, ordinal, body));
  }

  #event({ productVariantId, version }: Item, ordinal: number, body: EventBody): FeedEvent {
    const position = (this.#position += 1);
    return {
      ...body,
      ...{ eventId: `event-${position}`, aggregateType: "InventoryItem", aggregateId: productVariantId },
      ...{ aggregateVersion: version, ordinal, occurredAt: NOW, correlationId: "test" },
      ...{ causationId: null, userId: null, traceParent: null, position },
    };
  }

  async #reach(): Promise<void> {
    this.reads += 1;
    await Promise.resolve();
    if (this.away) throw new Error("The stock is away");
  }
}
