import { post } from "../cluster.js";

/** The warehouse that the confined are confined to. */
export const ELSEWHERE = "ELSEWHERE";
/** Stands in whatever they must not see. */
export const SECRET = "SECRET";

export const ITEM = "matrix-item";

/** What samples refer to: in MAIN, but for what its name says. */
export interface Seed {
  readonly main: string;
  readonly bin: string;
  readonly reservation: string;
  readonly transfer: string;
  readonly entry: string;
  readonly item: string;
  /** A position of the feed before all of it but warehouses. */
  readonly after: number;
}

const MAKE = `mutation {
  item: createInventoryItem(input: { productVariantId: "${ITEM}" }) { item { id } userErrors { message } }
  warehouse: createWarehouse(input: { code: "${ELSEWHERE}", name: "Elsewhere" }) { warehouse { id } userErrors { message } }
  third: createWarehouse(input: { code: "THIRD", name: "${SECRET} third" }) { warehouse { id } userErrors { message } }
  main: updateWarehouse(input: { warehouseId: "MAIN", name: "${SECRET} main" }) { warehouse { id } userErrors { message } }
  bin: createWarehouseBin(input: { warehouseId: "MAIN", code: "${SECRET}-bin" }) { bin { id } userErrors { message } }
  stock: adjustStock(input: { productVariantId: "${ITEM}", delta: 1000, changeType: PURCHASE, reason: "${SECRET}" }) {
    entries { id } userErrors { message }
  }
  order: reserveStock(input: { orderId: "${SECRET}-order", lines: [{ productVariantId: "${ITEM}", quantity: 5, warehouseId: "MAIN" }] }) {
    reservation { id } userErrors { message }
  }
  transfer: createStockTransfer(input: { fromWarehouseId: "MAIN", toWarehouseId: "THIRD", lines: [{ productVariantId: "${ITEM}", quantity: 7 }] }) {
    transfer { id } userErrors { message }
  }
  elsewhere: adjustStock(input: { productVariantId: "${ITEM}", delta: 3, changeType: PURCHASE, warehouseId: "${ELSEWHERE}" }) {
    entries { id } userErrors { message }
  }
  theirs: reserveStock(input: { orderId: "their-order", lines: [{ productVariantId: "${ITEM}", quantity: 1, warehouseId: "${ELSEWHERE}" }] }) {
    reservation { id } userErrors { message }
  }
}`;

interface Made {
  readonly userErrors: readonly { readonly message: string }[];
  readonly [part: string]: unknown;
}

/** Made by an administrator. */
export async function plant(url: string, token: string): Promise<Seed> {
  const before = await post<{ feedPosition: string }>(url, token, { query: "{ feedPosition }" });
  const { body } = await post<Record<string, Made>>(url, token, { query: MAKE });
  const refused = Object.values(body.data ?? {}).flatMap(({ userErrors }) => userErrors);
  if (body.errors || refused.length > 0) throw new Error(JSON.stringify([body.errors, refused]));
  const id = (of: string, part: string) => {
    const made = body.data?.[of]?.[part] as { id: string } | { id: string }[];
    return ([made].flat()[0] as { id: string }).id;
  };
  return {
    ...{ main: id("main", "warehouse"), bin: id("bin", "bin"), reservation: id("order", "reservation") },
    ...{ transfer: id("transfer", "transfer"), entry: id("stock", "entries"), item: id("item", "item") },
    after: Number(before.body.data?.feedPosition),
  };
}
