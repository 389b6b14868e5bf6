import type { InventoryFilter, InventoryOrder, StockStatus } from "../../generated/graphql.js";
import { idsIn } from "../../ui/ids-in.js";

/** What the catalogue is searched for. It stands in the page's address, so that it can be kept and sent. */
export interface Search {
  readonly by: "sku" | "ids";
  readonly text: string;
  readonly status: StockStatus | "";
  /** A warehouse's code; "": any. */
  readonly warehouse: string;
  readonly order: InventoryOrder;
}

const STATUSES: readonly string[] = ["IN_STOCK", "LOW_STOCK", "OUT_OF_STOCK", "DISCONTINUED"];
const ORDERS: readonly string[] = ["PRODUCT_VARIANT_ID", "UPDATED_AT", "AVAILABLE"];
const MOST_IDS = 250;
const LONGEST_ID = 64;

export function readSearch(params: URLSearchParams): Search {
  const status = params.get("status") ?? "";
  const order = params.get("order") ?? "";
  return {
    by: params.has("ids") ? "ids" : "sku",
    text: params.get("ids") ?? params.get("sku") ?? "",
    status: STATUSES.includes(status) ? (status as StockStatus) : "",
    warehouse: params.get("warehouse") ?? "",
    order: ORDERS.includes(order) ? (order as InventoryOrder) : "PRODUCT_VARIANT_ID",
  };
}

export function writeSearch({ by, text, status, warehouse, order }: Search): URLSearchParams {
  const params = new URLSearchParams();
  // Empty ids say which of the two is being searched by.
  if (text !== "" || by === "ids") params.set(by, text);
  if (status !== "") params.set("status", status);
  if (warehouse !== "") params.set("warehouse", warehouse);
  if (order !== "PRODUCT_VARIANT_ID") params.set("order", order);
  return params;
}

/** What is wrong with what is searched for; null: nothing. */
export function faultOf({ by, text }: Search): string | null {
  if (by === "sku") return text.length > LONGEST_ID ? `A SKU has at most ${LONGEST_ID} characters.` : null;
  const ids = idsIn(text);
  if (ids.length > MOST_IDS) return `At most ${MOST_IDS} ids at once; these are ${ids.length}.`;
  const long = ids.find((id) => id.length > LONGEST_ID);
  return long === undefined ? null : `An id has at most ${LONGEST_ID} characters: ${long.slice(0, 20)}…`;
}

export function toFilter({ by, text, status, warehouse }: Search): InventoryFilter {
  const ids = idsIn(text);
  return {
    ...(by === "sku" && text !== "" && { skuPrefix: text }),
    ...(by === "ids" && ids.length > 0 && { productVariantIds: ids }),
    ...(status !== "" && { statuses: [status] }),
    ...(warehouse !== "" && { warehouseIds: [warehouse] }),
  };
}
