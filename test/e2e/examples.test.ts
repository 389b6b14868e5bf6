/** @needs postgres redis rabbitmq */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import {
  freePort,
  openCluster,
  post,
  reserve,
  stockUp,
  tokenFor,
  type Cluster,
  type Process,
} from "../support/cluster.js";
import { startExample, type Example } from "../support/examples.js";
import { eventually } from "../support/eventually.js";
import { query, uniqueName } from "../support/services.js";
import { openTcpProxy, type TcpProxy } from "../support/tcp-proxy.js";
import { openTokenServer } from "../support/token-server.js";

const PATIENCE = { timeoutMs: 60_000 };

let cluster: Cluster;
let port: string;
let service: Process;
let token: string;
/** Between the example and the service: what goes by is counted, and can be cut off. */
let wire: TcpProxy;
let requests = 0;
let example: Example;
/** Which, and with what; undefined while there is none. */
let running: string | undefined;

const start = () => cluster.start("api,relay,scheduler", { PORT: port });

beforeAll(async () => {
  cluster = await openCluster();
  port = String(await freePort());
  service = await start();
  token = await tokenFor(service);
  wire = await openTcpProxy(service.url, () => (bytes) => {
    requests += bytes.toString("latin1").split("POST /graphql").length - 1;
  });
}, 60_000);

afterAll(async () => {
  if (running !== undefined) await example.stop();
  await wire.close();
  await cluster.close();
});

/** The one that runs already, if it is that. */
const begin = async (name: string, environment = {}) => {
  const wanted = JSON.stringify([name, environment]);
  if (running === wanted) return;
  if (running !== undefined) await example.stop();
  running = undefined;
  example = await startExample(name, { STOCKFEED_URL: wire.url.replace(/\/$/, ""), ...environment });
  running = wanted;
};
const stocked = (quantity: number) => stockUp(service.url, token, uniqueName("variant"), quantity);
const take = (id: string, quantity: number) =>
  reserve(service.url, token, uniqueName("order"), [{ productVariantId: id, quantity }]);

describe("the storefront BFF", () => {
  interface Page {
    live: boolean;
    asOf: string;
    products: ({ id: string; status: string; available: number } | null)[];
  }
  const page = (...ids: string[]) => example.get<Page>(`/products?ids=${ids.join(",")}`);
  const availableOf = async (id: string) => (await page(id)).products[0]?.available;
  const live = () => eventually(async () => expect((await page("any")).live).toBe(true), PATIENCE);

  /** The browser's side of a stream, and what it has been told. */
  async function watchInBrowser(id: string): Promise<{ available: number }[]> {
    const response = await fetch(`${example.url}/products/${id}/live`);
    const told: { available: number }[] = [];
    const reading = async () => {
      for await (const part of response.body as ReadableStream<Uint8Array>) {
        for (const [, json] of Buffer.from(part)
          .toString()
          .matchAll(/^data: (.*)$/gm)) {
          told.push(JSON.parse(json as string) as { available: number });
        }
      }
    };
    reading().catch(() => undefined);
    await eventually(() => expect(told).not.toEqual([]));
    return told;
  }

  it("when a page asks for 250 products, then it costs one request; asked again, none; and it is kept right", async () => {
    await begin("storefront-bff");
    const id = await stocked(10);
    await live();
    const others = Array.from({ length: 249 }, (_, n) => `nothing-${n}`);
    const before = requests;
    const { products } = await page(id, ...others);
    expect(requests - before).toBe(1);
    expect(products).toHaveLength(250);
    expect(products[0]).toEqual({ id, status: "IN_STOCK", available: 10 });
    expect(products[1]).toBeNull();
    await page(id, ...others, "nothing-more");
    expect(requests - before).toBe(2);
    expect(await availableOf(id)).toBe(10);
    expect(requests - before).toBe(2);

    await take(id, 4);
    await eventually(async () => expect(await availableOf(id)).toBe(6), PATIENCE);
    expect(requests - before).toBe(2);
  });

  it("when more are asked for than the service answers at once, then it asks in parts", async () => {
    await begin("storefront-bff");
    const ids = Array.from({ length: 251 }, (_, n) => `nothing-${n}`);
    await live();
    const before = requests;
    expect((await page(...ids)).products).toHaveLength(251);
    expect(requests - before).toBe(2);
    expect((await fetch(`${example.url}/products`)).status).toBe(400);
  });

  it("when the service is restarted, then it says how old its answer is, and goes on with nothing missed", async () => {
    await begin("storefront-bff");
    const id = await stocked(10);
    await live();
    await page(id);
    const told = await watchInBrowser(id);
    await service.stop();
    const stale = await eventually(async () => {
      const answer = await page(id);
      expect(answer.live).toBe(false);
      return answer;
    });
    expect(stale.products[0]?.available).toBe(10);
    expect((await page(id)).asOf).toBe(stale.asOf);
    expect((await fetch(`${example.url}/products?ids=${id},never-heard-of`)).status).toBe(503);

    // By another node, before the one that it is connected to is back.
    const other = await cluster.start("api,relay");
    await reserve(other.url, token, uniqueName("order"), [{ productVariantId: id, quantity: 3 }]);
    await other.stop();
    service = await start();
    await live();
    await eventually(async () => expect(await availableOf(id)).toBe(7), PATIENCE);
    await eventually(() => expect(told.at(-1)?.available).toBe(7), PATIENCE);
    await take(id, 1);
    await eventually(() => expect(told.at(-1)?.available).toBe(6), PATIENCE);
    expect(await availableOf(id)).toBe(6);
  }, 90_000);

  it("when it was away for longer than events are kept, then it begins anew", async () => {
    await begin("storefront-bff");
    const id = await stocked(10);
    await live();
    const told = await watchInBrowser(id);
    await service.stop();
    const other = await cluster.start("api,relay");
    const { url } = cluster.database;
    const headOf = async () => Number((await query(url, "SELECT feed_position() AS head"))[0]?.["head"]);
    const head = await headOf();
    await reserve(other.url, token, uniqueName("order"), [{ productVariantId: id, quantity: 3 }]);
    await eventually(async () => expect(await headOf()).toBeGreaterThan(head + 1), PATIENCE);
    await other.stop();
    // The newest is always kept.
    await query(url, "DELETE FROM feed WHERE position < feed_position()");
    await query(url, "UPDATE feed_day SET first_position = feed_position()");
    service = await start();
    await eventually(() => expect(example.said()).toContain("reaches back to"), PATIENCE);
    await eventually(async () => expect(await availableOf(id)).toBe(7), PATIENCE);
    await take(id, 1);
    await eventually(() => expect(told.at(-1)?.available).toBe(6), PATIENCE);
  }, 90_000);

  it("when its token expires, then it comes again with a fresh one, and hears what happened meanwhile", async () => {
    const issuer = await openTokenServer(cluster.database.url, 2);
    try {
      await begin("storefront-bff", { TOKEN_URL: issuer.url });
      const id = await stocked(10);
      await live();
      const told = await watchInBrowser(id);
      await eventually(() => expect(example.said()).toContain("The token has expired"), PATIENCE);
      const given = issuer.given();
      await take(id, 3);
      await eventually(() => expect(told.at(-1)?.available).toBe(7), PATIENCE);
      expect(issuer.given()).toBeGreaterThan(given);
    } finally {
      issuer.close();
    }
  });
});

describe("the order service", () => {
  const lines = (id: string, quantity: number) => [{ productVariantId: id, quantity }];
  const STOCK = "query ($id: ID!) { inventoryItem(productVariantId: $id) { quantity reservedQuantity } }";
  const expectStock = async (id: string, [quantity, reservedQuantity]: [number, number]) => {
    const { body } = await post(service.url, token, { query: STOCK, variables: { id } });
    expect(body).toMatchObject({ data: { inventoryItem: { quantity, reservedQuantity } } });
  };

  it("when an order is placed twice, then it is one order; paid, it is sold, and is so once", async () => {
    await begin("order-service");
    const id = await stocked(10);
    const orderId = uniqueName("order");
    const order = { orderId, lines: lines(id, 4) };
    const [[placed, reservation], [again, same]] = await Promise.all([
      example.post("/orders", order),
      example.post("/orders", order),
    ]);
    expect([placed, again]).toEqual([201, 201]);
    expect(same).toEqual(reservation);
    await expectStock(id, [10, 4]);

    for (const _ of [1, 2]) {
      expect(await example.post(`/orders/${orderId}/pay`)).toMatchObject([200, { status: "FULFILLED" }]);
      await expectStock(id, [6, 0]);
    }
    expect(await example.post(`/orders/${orderId}/cancel`)).toMatchObject([409, {}]);
  });

  it("when there is not enough, then it says what there is; cancelled, an order gives back what it held", async () => {
    await begin("order-service");
    const id = await stocked(5);
    const orderId = uniqueName("order");
    expect((await example.post("/orders", { orderId, lines: lines(id, 4) }))[0]).toBe(201);
    expect(await example.post("/orders", { orderId: uniqueName("order"), lines: lines(id, 2) })).toEqual([
      409,
      {
        error: "INSUFFICIENT_STOCK",
        refusals: [expect.objectContaining({ productVariantId: id, requested: 2, available: 1 })],
      },
    ]);
    expect(await example.post(`/orders/${orderId}/cancel`)).toMatchObject([200, { status: "RELEASED" }]);
    await expectStock(id, [5, 0]);
    expect((await example.post(`/orders/${orderId}/pay`))[0]).toBe(409);
    expect((await example.post("/orders/unheard-of/pay"))[0]).toBe(404);
    expect((await example.post("/orders", { orderId, lines: [] }))[0]).toBe(400);
  });

  it("when an answer is lost on its way, then it asks again, and the stock is held once", async () => {
    await begin("order-service");
    const id = await stocked(10);
    const orderId = uniqueName("order");
    const loss = wire.cutAt(`${orderId}:reserve`, "delivered");
    expect((await example.post("/orders", { orderId, lines: lines(id, 4) }))[0]).toBe(201);
    expect(loss.done()).toBe(true);
    await expectStock(id, [10, 4]);
  });

  it("when the service is restarted meanwhile, then the order waits for it", async () => {
    await begin("order-service", { PATIENCE_SECONDS: "60" });
    const id = await stocked(10);
    await service.kill();
    const placing = example.post("/orders", { orderId: uniqueName("order"), lines: lines(id, 4) });
    service = await start();
    expect((await placing)[0]).toBe(201);
    await expectStock(id, [10, 4]);
  }, 90_000);

  it("when the service stays away, then the same may be sent again later, and is done once", async () => {
    await begin("order-service", { PATIENCE_SECONDS: "0.1" });
    const id = await stocked(10);
    const order = { orderId: uniqueName("order"), lines: lines(id, 4) };
    wire.refuse();
    expect(await example.post("/orders", order)).toMatchObject([503, { error: "UNANSWERED" }]);
    wire.accept();
    await eventually(async () => expect((await example.post("/orders", order))[0]).toBe(201), PATIENCE);
    await expectStock(id, [10, 4]);
  });
});
