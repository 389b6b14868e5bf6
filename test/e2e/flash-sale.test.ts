/** @needs postgres redis rabbitmq */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openCluster, reserve, stockUp, tokenFor, type Cluster, type Process } from "../support/cluster.js";
import { eventually } from "../support/eventually.js";
import { scaled } from "../support/scale.js";
import { query, uniqueName } from "../support/services.js";
import { expectConsistent } from "../support/store.js";

let cluster: Cluster;
let nodes: Process[];
let token: string;

beforeAll(async () => {
  cluster = await openCluster();
  await cluster.start("relay");
  nodes = await Promise.all([cluster.start("api"), cluster.start("api")]);
  token = await tokenFor(nodes[0] as Process);
}, 60_000);

afterAll(async () => {
  await expectConsistent(cluster.database.url);
  await cluster.close();
});

const node = (index: number): string => (nodes[index % nodes.length] as Process).url;

describe("a flash sale over two api processes", () => {
  it("when 2,000 ask at once for one of 500, then exactly 500 get it and 1,500 are told what is left", async () => {
    const id = await stockUp(node(0), token, uniqueName("hot"), 500);
    const consumed = await cluster.consume();
    const answers = await Promise.all(
      Array.from({ length: 2_000 }, (_, index) =>
        reserve(node(index), token, `sale-${index}`, [{ productVariantId: id, quantity: 1 }]),
      ),
    );
    expect(answers.every(({ status, body }) => status === 200 && body.errors === undefined)).toBe(true);
    const payloads = answers.map(({ body }) => body.data?.reserveStock);
    expect(payloads.filter((payload) => payload?.reservation?.status === "ACTIVE")).toHaveLength(500);
    const refused = payloads.filter((payload) => payload?.reservation === null);
    expect(refused).toHaveLength(1_500);
    for (const payload of refused) {
      expect(payload?.userErrors).toEqual([{ code: "INSUFFICIENT_STOCK", requested: 1, available: 0 }]);
    }

    const [ledger] = await query(
      cluster.database.url,
      `SELECT count(*)::int AS entries, sum(reserved_delta)::int AS reserved, max(reserved_after)::int AS most
       FROM ledger_entry WHERE product_variant_id = $1 AND kind = 'RESERVATION'`,
      [id],
    );
    expect(ledger).toEqual({ entries: 500, reserved: 500, most: 500 });
    const count = (type: string) => consumed.envelopes.filter(({ eventType }) => eventType === type).length;
    await eventually(() => {
      expect([count("InventoryReservedEvent"), count("InventoryReservationFailedEvent")]).toEqual([
        500, 1_500,
      ]);
    });
    const statuses = consumed.envelopes.filter(({ eventType }) => eventType === "StockStatusChangedEvent");
    expect(statuses.map(({ data }) => "newStatus" in data && data.newStatus)).toEqual([
      "LOW_STOCK",
      "OUT_OF_STOCK",
    ]);
    const positions = consumed.envelopes.map(({ position }) => Number(position));
    expect(positions).toEqual(positions.map((_, index) => (positions[0] as number) + index));
  });

  it("when overlapping baskets come in opposite orders, then no deadlock reaches a caller", async () => {
    const rounds = scaled(300, 1_000);
    const ids = await Promise.all(
      Array.from({ length: 8 }, () => stockUp(node(0), token, uniqueName("basket"), 100_000)),
    );
    const lines = ids.map((productVariantId) => ({ productVariantId, quantity: 1 }));
    const baskets = Array.from({ length: rounds }, (_, index) => [
      reserve(node(index), token, `up-${index}`, lines.slice(0, 6)),
      reserve(node(index + 1), token, `down-${index}`, lines.slice(2).reverse()),
    ]);
    const answers = await Promise.all(baskets.flat());
    expect(answers.filter(({ body }) => body.data?.reserveStock.reservation?.status !== "ACTIVE")).toEqual(
      [],
    );
  });
});
