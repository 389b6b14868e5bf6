import type { Item } from "../domain/model.js";

/** Told what an operator should look at. */
export interface Alerts {
  /** A variant was deleted while stock, holds or transfers of it remain: it was discontinued instead. */
  itemNotRemoved(item: Item): void;
}
