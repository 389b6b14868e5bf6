import { expect } from "@jest/globals";
import type { Role } from "../../src/auth/rights.js";
import { createClient, type Client } from "./client/client.js";
import * as doc from "./client/documents.js";
import { openGraphqlNode, type GraphqlNode } from "./graphql-node.js";
import { freshDatabase, query, uniqueName } from "./services.js";

/** A node over a database of its own, whose holds nobody books when they expire. */
export interface Shop {
  readonly url: string;
  readonly node: GraphqlNode;
  readonly admin: Client;
  client(role: Role, warehouses?: string[]): Promise<Client>;
  warehouse(): Promise<string>;
  item(options?: NewItem): Promise<string>;
  put(id: string, delta: number, warehouseId?: string): Promise<void>;
  /** @returns the reservation's id. */
  reserve(orderId: string, lines: Line[]): Promise<string>;
  /** The order's holds are over since a minute, and not booked. */
  letExpire(orderId: string): Promise<void>;
  close(): Promise<void>;
}

interface NewItem {
  readonly id?: string;
  readonly sku?: string;
  readonly quantity?: number;
  readonly warehouse?: string;
}

interface Line {
  readonly productVariantId: string;
  readonly quantity: number;
  readonly warehouseId?: string;
}

export async function openShop(): Promise<Shop> {
  const database = await freshDatabase();
  const node = await openGraphqlNode(database.url);
  const client: Shop["client"] = async (role, warehouses) =>
    createClient(node.url, (await node.issuer.issue({ role, ...(warehouses && { warehouses }) })).token);
  const admin = await client("admin");
  const shop: Shop = {
    url: database.url,
    node,
    admin,
    client,
    async warehouse() {
      const code = uniqueName("W");
      const { createWarehouse } = await admin.ask(doc.CREATE_WAREHOUSE, { input: { code, name: "East" } });
      expect(createWarehouse.userErrors).toEqual([]);
      return code;
    },
    async item({ id = uniqueName("variant"), sku, quantity = 0, warehouse } = {}) {
      const input = { productVariantId: id, sku: sku ?? null };
      const { createInventoryItem } = await admin.ask(doc.CREATE_ITEM, { input });
      expect(createInventoryItem.userErrors).toEqual([]);
      if (quantity > 0) await shop.put(id, quantity, warehouse);
      return id;
    },
    async put(productVariantId, delta, warehouseId) {
      const input = {
        ...{ productVariantId, delta, warehouseId: warehouseId ?? null },
        changeType: "ADJUSTMENT" as const,
      };
      const { adjustStock } = await admin.ask(doc.ADJUST, { input });
      expect(adjustStock.userErrors).toEqual([]);
    },
    async reserve(orderId, lines) {
      const { reserveStock } = await admin.ask(doc.RESERVE, { input: { orderId, lines } });
      expect(reserveStock.userErrors).toEqual([]);
      return reserveStock.reservation?.id as string;
    },
    async letExpire(orderId) {
      const [held] = await query<{ items: string[] }>(
        database.url,
        `WITH over AS (
           UPDATE reservation SET expires_at = now() - interval '1 minute' WHERE order_id = $1 RETURNING id
         ), lines AS (
           UPDATE reservation_line l SET expires_at = now() - interval '1 minute' FROM over
           WHERE l.reservation_id = over.id RETURNING l.product_variant_id
         ) SELECT array_agg(product_variant_id) AS items FROM lines`,
        [orderId],
      );
      const sql =
        "UPDATE inventory SET next_expiry = now() - interval '1 minute' WHERE product_variant_id = ANY($1)";
      await query(database.url, sql, [held?.items]);
    },
    async close() {
      await node.close();
      await database.drop();
    },
  };
  return shop;
}
