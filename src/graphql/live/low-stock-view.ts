import type { FeedEvent } from "../../domain/events.js";
import { Failure } from "../../domain/failure.js";
import type { Item, StockStatus } from "../../domain/model.js";
import type { Reader } from "../../ports/reader.js";
import type { InventoryFilter, InventoryKey } from "../../ports/reader-queries.js";
import type { Loaders } from "../loaders.js";
import { toLowStockChange, toLowStockSnapshots } from "../map/low-stock.js";
import type { Reach } from "../reach.js";
import { keysOf, ofVariant, ofWarehouse } from "./index-keys.js";
import type { SelectionKeys, Shown, View } from "./selection.js";

export const LOW_STATUSES = ["LOW_STOCK", "OUT_OF_STOCK"] as const satisfies readonly StockStatus[];

const MOST_ITEMS = 10_000;
const PAGE = 1_000;

export interface LowStockOptions {
  readonly reader: Pick<Reader, "inventory">;
  /** They must not remember. */
  readonly loaders: Pick<Loaders, "itemEvenDeleted" | "levels">;
  /** null: all. */
  readonly variants: ReadonlySet<string> | null;
  /** Of LOW_STATUSES. */
  readonly statuses: ReadonlySet<StockStatus>;
  readonly reach: Reach;
}

interface Read {
  readonly row: Item;
  /** Of the first event that it was read for. */
  readonly first: number;
  /** The version of the last. */
  readonly version: number;
}

/**
 * What is low or out of stock. Events only tell which items to look at: each is read once for all
 * events that came together, and told if it is newer than what was told of it before.
 */
export class LowStockView implements View {
  readonly #options: LowStockOptions;
  #rows = new Map<string, Item>();
  /** Versions that items left with, until the events up to them have come. */
  #left = new Map<string, number>();

  /** Keys of the warehouses that were asked for. */
  #entrances: ReadonlySet<string>;

  constructor(options: LowStockOptions) {
    this.#options = options;
    this.#entrances = entrancesOf(options.reach);
  }

  /** Any event of an item that is in the view concerns it, and what is in it changes. */
  keys(): SelectionKeys {
    const { variants } = this.#options;
    return variants && [...variants].map(ofVariant);
  }

  learn(warehouse: Parameters<Reach["learn"]>[0]): void {
    this.#options.reach.learn(warehouse);
    this.#entrances = entrancesOf(this.#options.reach);
  }

  async open(): Promise<void> {
    const { reader } = this.#options;
    const filter = this.#filter();
    const rows = new Map<string, Item>();
    let after: InventoryKey | null = null;
    do {
      const query = { filter, order: "PRODUCT_VARIANT_ID", after } as const;
      const { nodes, hasNextPage } = await reader.inventory(query, PAGE);
      for (const row of nodes) rows.set(row.productVariantId, row);
      checkSize(rows.size);
      const last = nodes.at(-1);
      after = hasNextPage && last ? { value: 0, productVariantId: last.productVariantId } : null;
    } while (after);
    this.#rows = rows;
    this.#left = new Map();
  }

  async apply(events: readonly FeedEvent[]): Promise<readonly Shown[]> {
    const reads = (await this.#read(events)).filter((read) => this.#isNews(read));
    let size = this.#rows.size;
    for (const { row } of reads) {
      size += Number(this.#isLow(row)) - Number(this.#rows.has(row.productVariantId));
    }
    checkSize(size);
    for (const event of events) this.#forgetLeft(event);
    for (const read of reads) this.#note(read);
    const { position: end } = events.at(-1) as FeedEvent;
    return reads.map(({ row }, index): Shown => {
      // Up to where nothing is left to be told.
      const position = (reads[index + 1]?.first ?? end + 1) - 1;
      return { position, key: row.productVariantId, root: toLowStockChange(position, row) };
    });
  }

  whole(position: number): readonly unknown[] {
    return toLowStockSnapshots(position, [...this.#rows.values()]);
  }

  /** The items that the events may concern, as they are now, by the first of their events. */
  async #read(events: readonly FeedEvent[]): Promise<Read[]> {
    const asked = new Map<string, { first: number; version: number }>();
    for (const event of events) {
      const { aggregateId: id, aggregateVersion: version, position } = event;
      const before = asked.get(id);
      if (before) before.version = Math.max(before.version, version);
      else if (this.#concerns(event)) asked.set(id, { first: position, version });
    }
    const reading = [...asked].map(async ([id, of]): Promise<Read[]> => {
      const [row, isReached] = await Promise.all([
        this.#options.loaders.itemEvenDeleted(id),
        this.#reaches(id),
      ]);
      return row && isReached ? [{ row, ...of }] : [];
    });
    return (await Promise.all(reading)).flat();
  }

  #concerns(event: FeedEvent): boolean {
    const { aggregateId: id, aggregateVersion: version } = event;
    if (event.aggregateType !== "InventoryItem") return false;
    if (this.#options.variants?.has(id) === false) return false;
    const known = this.#rows.get(id)?.version ?? this.#left.get(id);
    return known === undefined ? this.#mayEnter(event) : version > known;
  }

  /** An item is low, or comes to be; or it comes into one of the warehouses that were asked for. */
  #mayEnter(event: FeedEvent): boolean {
    if (event.type === "InventoryItemCreatedEvent") return true;
    if (event.type === "StockStatusChangedEvent" && this.#options.statuses.has(event.data.newStatus))
      return true;
    return this.#entrances.size > 0 && keysOf(event).some((key) => this.#entrances.has(key));
  }

  /** Levels stay for ever: what is in the view needs no look. */
  async #reaches(id: string): Promise<boolean> {
    const { reach, loaders } = this.#options;
    const { ids } = reach;
    if (ids === null || this.#rows.has(id)) return true;
    return (await loaders.levels(id)).some(({ warehouseId }) => ids.has(warehouseId));
  }

  #isNews({ row }: Read): boolean {
    const before = this.#rows.get(row.productVariantId);
    if (before) return row.version > before.version;
    const left = this.#left.get(row.productVariantId) ?? 0;
    return this.#isLow(row) && row.version > left;
  }

  #isLow({ status, deletedAt }: Item): boolean {
    return deletedAt === null && this.#options.statuses.has(status);
  }

  #note({ row, version }: Read): void {
    const id = row.productVariantId;
    if (this.#isLow(row)) this.#rows.set(id, row);
    else {
      this.#rows.delete(id);
      if (row.version > version) this.#left.set(id, row.version);
    }
  }

  #forgetLeft({ aggregateId, aggregateVersion }: FeedEvent): void {
    const left = this.#left.get(aggregateId);
    if (left !== undefined && aggregateVersion >= left) this.#left.delete(aggregateId);
  }

  #filter(): InventoryFilter {
    const { variants, statuses, reach } = this.#options;
    return {
      productVariantIds: variants && [...variants],
      statuses: [...statuses],
      warehouseIds: reach.ids && [...reach.ids],
      ...{ skuPrefix: null, availableBelow: null, updatedSince: null },
    };
  }
}

function checkSize(items: number): void {
  if (items <= MOST_ITEMS) return;
  const message = `More than ${MOST_ITEMS} items are low or out of stock: narrow them by the filter.`;
  throw new Failure("LIMIT_EXCEEDED", message);
}

/** None where all warehouses are: then an item that is low is in the view, wherever it is moved. */
function entrancesOf({ ids }: Reach): ReadonlySet<string> {
  return new Set([...(ids ?? [])].map(ofWarehouse));
}
