import type { Item } from "../domain/model.js";
import type { ItemsAsOfNow } from "./reader.js";

/** By product variant id. */
export type ItemVersions = ReadonlyMap<string, number>;

/** What the cache had, and by its own clock when it was asked; null: it is away, or not to be trusted now. */
export interface LookUp {
  /** In the order asked; null where it has none that may be used. */
  readonly items: readonly (Item | null)[];
  /** Milliseconds; before whatever is read after the answer. */
  readonly askedAt: number | null;
}

/**
 * Items as they were read a moment ago, shared by the nodes. What it answers was committed, and was the newest at some
 * moment within the bound; an older version never takes the place of a newer one. Never fails.
 */
export interface AvailabilityCache {
  lookUp(productVariantIds: readonly string[]): Promise<LookUp>;
  /** Keeps what was read after a look that was answered at `askedAt`, unless it is known to have changed since. */
  keep(read: ItemsAsOfNow, askedAt: number): void;
  /**
   * These items have at least these versions: nothing older is answered on this node any more.
   * `here`: it was this node that changed them, so the others are told, too.
   */
  changed(versions: ItemVersions, here: boolean): void;
  /** Changes may have been missed: what was read before is not trusted on this node any more. */
  missed(): void;
  /** Why it is not used now, in one line; null while it is. */
  fault(): string | null;
}

/** Since the start. */
export interface AvailabilityFigures {
  /** Items answered from the cache. */
  readonly hits: number;
  /** Items read from the database, because the cache had none that could be used. */
  readonly misses: number;
  /** Items read from the database without asking: it was away. */
  readonly bypassed: number;
}

/** Items for those who show them: as they are, or were a moment ago. */
export interface RecentItems {
  /** In the order asked, null where unknown; not all of one moment. */
  items(productVariantIds: readonly string[]): Promise<(Item | null)[]>;
}
