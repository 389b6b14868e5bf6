/** @needs postgres redis rabbitmq */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openCluster, reserve, stockUp, tokenFor, type Cluster, type Process } from "../support/cluster.js";
import { eventually } from "../support/eventually.js";
import { scaled } from "../support/scale.js";
import { query, uniqueName } from "../support/services.js";
import { expectConsistent } from "../support/store.js";

/** On each node. */
const WORKERS = 4;
/** On a machine that is busy with other suites. */
const PATIENCE = { timeoutMs: 60_000 };

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

/** Each once the one before is done. */
async function inTurn<T>(times: number, work: (turn: number) => Promise<T>): Promise<T[]> {
  const done: T[] = [];
  while (done.length < times) done.push(await work(done.length));
  return done;
}

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
    // One more, refused as well: whatever comes twice or late has come before it.
    await reserve(node(0), token, "fence", [{ productVariantId: id, quantity: 1 }]);
    const sale = await eventually(() => {
      const { envelopes } = consumed;
      const fence = envelopes.findIndex(({ data }) => "orderId" in data && data.orderId === "fence");
      expect(fence).toBeGreaterThan(-1);
      return envelopes.slice(0, fence);
    }, PATIENCE);
    const count = (type: string) => sale.filter(({ eventType }) => eventType === type).length;
    expect([count("InventoryReservedEvent"), count("InventoryReservationFailedEvent")]).toEqual([500, 1_500]);
    const statuses = sale.filter(({ eventType }) => eventType === "StockStatusChangedEvent");
    expect(statuses.map(({ data }) => "newStatus" in data && data.newStatus)).toEqual([
      "LOW_STOCK",
      "OUT_OF_STOCK",
    ]);
    const positions = sale.map(({ position }) => Number(position));
    expect(positions).toEqual(positions.map((_, index) => (positions[0] as number) + index));
  });

  it("when overlapping baskets come in opposite orders, then no deadlock reaches a caller", async () => {
    const rounds = scaled(240, 1_000);
    const ids = await Promise.all(
      Array.from({ length: 8 }, () => stockUp(node(0), token, uniqueName("basket"), 100_000)),
    );
    const lines = ids.map((productVariantId) => ({ productVariantId, quantity: 1 }));
    const { up, down } = { up: lines.slice(0, 6), down: lines.slice(2).reverse() };
    // One after another, so that few fit into one transaction, and those of the nodes meet at the rows.
    const answers = await Promise.all(
      [node(0), node(1)].flatMap((url) =>
        Array.from({ length: WORKERS }, (_, worker) =>
          inTurn(rounds / WORKERS, (turn) =>
            reserve(url, token, `basket-${worker}-${turn}`, worker % 2 === 0 ? up : down),
          ),
        ),
      ),
    );
    const baskets = answers.flat();
    expect(baskets).toHaveLength(2 * rounds);
    expect(baskets.filter(({ body }) => body.data?.reserveStock.reservation?.status !== "ACTIVE")).toEqual(
      [],
    );
    const [wrote] = await query(
      cluster.database.url,
      "SELECT count(DISTINCT xmin::text)::int AS transactions FROM reservation WHERE order_id LIKE 'basket-%'",
    );
    expect(wrote?.["transactions"]).toBeGreaterThanOrEqual(rounds / 2);
    process.stderr.write(`${JSON.stringify({ prove: "baskets", baskets: 2 * rounds, ...wrote })}\n`);
  }, 120_000);
});
