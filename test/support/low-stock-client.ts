import type { StockStatus } from "../../src/domain/model.js";

interface Told {
  readonly status: StockStatus;
  readonly availableQuantity: number;
  readonly version: number;
}

interface ToldItem extends Told {
  readonly productVariantId: string;
}

interface Snapshot {
  readonly position: number | string;
  readonly items: readonly ToldItem[];
  readonly more: boolean;
}

interface Change extends Omit<ToldItem, "version"> {
  readonly position: number | string;
  readonly itemVersion: number;
}

/** What a client makes of the messages of `lowStock`; notes whatever they must not do. */
export class LowStockClient {
  readonly items = new Map<string, Told>();
  readonly faults: string[] = [];
  /** Messages so far. */
  snapshots = 0;
  changes = 0;
  position = 0;
  #more = false;
  /** That were asked for: with any other an item leaves. */
  readonly #statuses: readonly StockStatus[];
  readonly #versions = new Map<string, number>();

  constructor(statuses: readonly StockStatus[] = ["LOW_STOCK", "OUT_OF_STOCK"]) {
    this.#statuses = statuses;
  }

  /** Whether it has been shown everything. */
  get isComplete(): boolean {
    return this.snapshots > 0 && !this.#more;
  }

  take(update: Snapshot | Change): void {
    const position = Number(update.position);
    if (position < this.position) this.faults.push(`from position ${this.position} back to ${position}`);
    if ("items" in update) this.#replace(update);
    else {
      if (position === this.position) this.faults.push(`position ${position} twice`);
      this.#change(update);
    }
    this.position = position;
  }

  #replace({ items, more }: Snapshot): void {
    if (!this.#more) this.items.clear();
    this.snapshots += 1;
    this.#more = more;
    for (const { productVariantId, ...told } of items) this.#note(productVariantId, told, 0);
  }

  #change({ productVariantId, itemVersion: version, status, availableQuantity }: Change): void {
    if (this.#more) this.faults.push(`a change of ${productVariantId} within a snapshot`);
    this.changes += 1;
    this.#note(productVariantId, { status, availableQuantity, version }, 1);
    if (!this.#statuses.includes(status)) this.items.delete(productVariantId);
  }

  #note(id: string, told: Told, step: number): void {
    const before = this.#versions.get(id) ?? 0;
    if (told.version < before + step) this.faults.push(`${id} from version ${before} to ${told.version}`);
    this.#versions.set(id, told.version);
    this.items.set(id, told);
  }
}
