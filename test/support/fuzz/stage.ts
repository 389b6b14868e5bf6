import { post, tokenFor, type Process } from "../cluster.js";
import { Pools, type Who } from "./shot.js";

/** What a run begins with: stock of which most of what is asked for is known, and everybody's token. */
export interface Stage {
  readonly pools: Pools;
  readonly tokens: Readonly<Record<Who, string | null>>;
}

const ERRORS = "userErrors { code message }";

export async function setStage(node: Process): Promise<Stage> {
  const pools = new Pools();
  const admin = await tokenFor(node);
  const tokens = {
    admin,
    "order-service": await tokenFor(node, "order-service"),
    storefront: await tokenFor(node, "storefront"),
    nobody: null,
    garbage: `${admin.slice(0, -9)}AAAAAAAAA`,
  };
  /** @returns the answer's only field. */
  async function ask<T>(query: string): Promise<T> {
    const { body } = await post<Record<string, T & { userErrors?: unknown[] }>>(node.url, admin, { query });
    const [answer] = Object.values(body.data ?? {});
    if (body.errors || !answer || (answer.userErrors ?? []).length > 0) throw new Error(JSON.stringify(body));
    return answer;
  }

  for (const [index, code] of ["EAST", "WEST"].entries()) {
    const { warehouse } = await ask<{ warehouse: { id: string } }>(
      `mutation { createWarehouse(input: { code: "${code}", name: "${code}", priority: ${index} }) { warehouse { id } ${ERRORS} } }`,
    );
    pools.add("warehouse", warehouse.id);
    for (const bin of ["A1", "B2"]) {
      const made = await ask<{ bin: { id: string } }>(
        `mutation { createWarehouseBin(input: { warehouseId: "${code}", code: "${bin}" }) { bin { id } ${ERRORS} } }`,
      );
      pools.add("bin", made.bin.id);
    }
  }
  for (let n = 0; n < 7; n++) {
    const { item } = await ask<{ item: { id: string } }>(
      `mutation { createInventoryItem(input: { productVariantId: "v${n}", sku: "sku-${n}" }) { item { id } ${ERRORS} } }`,
    );
    pools.add("node", item.id);
    for (const code of ["MAIN", "EAST", "WEST"]) {
      await ask(
        `mutation { adjustStock(input: { productVariantId: "v${n}", warehouseId: "${code}", delta: 50000, changeType: PURCHASE }) { ${ERRORS} } }`,
      );
    }
  }
  for (let n = 0; n < 20; n++) {
    const { reservation } = await ask<{ reservation: { id: string } }>(
      `mutation { reserveStock(input: { orderId: "o${n}", ttlSeconds: ${n % 4 === 0 ? 1 : 0}, lines: [{ productVariantId: "v${n % 7}", quantity: 40 }, { productVariantId: "v${(n + 1) % 7}", quantity: 3 }] }) { reservation { id } ${ERRORS} } }`,
    );
    pools.add("reservation", reservation.id);
    const { transfer } = await ask<{ transfer: { id: string } }>(
      `mutation { createStockTransfer(input: { fromWarehouseId: "MAIN", toWarehouseId: "EAST", lines: [{ productVariantId: "v${n % 7}", quantity: 40 }] }) { transfer { id } ${ERRORS} } }`,
    );
    pools.add("transfer", transfer.id);
  }
  return { pools, tokens };
}

const FOUND =
  /"(cursor|endCursor|startCursor|eventId)":"([^"]{1,200})"|"(reservation|transfer)":\{[^{}]*"id":"([0-9a-f-]{36})"/g;

/** Keeps of an answer what later shots may ask for. */
export function harvest(pools: Pools, text: string): void {
  for (const [, key, value, pool, id] of text.slice(0, 20_000).matchAll(FOUND)) {
    if (key !== undefined && value !== undefined) pools.add(key === "eventId" ? "event" : "cursor", value);
    if (pool !== undefined && id !== undefined) pools.add(pool, id);
  }
}
