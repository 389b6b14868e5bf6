/** @needs postgres */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { createClient, type Client } from "../support/client/client.js";
import * as doc from "../support/client/documents.js";
import { RESERVATION_FEED } from "../support/client/live-documents.js";
import { CONFIRM, EXTEND, FULFILL } from "../support/client/reservation-documents.js";
import { openGraphqlNode, type GraphqlNode } from "../support/graphql-node.js";
import { freshDatabase, query, uniqueName, type FreshDatabase } from "../support/services.js";
import { take } from "../support/take.js";

let database: FreshDatabase;
const nodes: GraphqlNode[] = [];
const clients: Client[] = [];
let admin: Client;

beforeAll(async () => {
  database = await freshDatabase();
  for (let node = 0; node < 2; node++) nodes.push(await openGraphqlNode(database.url));
  admin = await client({ role: "admin" });
});

afterEach(async () => {
  for (const { socket } of clients.splice(1)) await socket.dispose();
});

afterAll(async () => {
  await admin.socket.dispose();
  for (const node of nodes) await node.close();
  await database.drop();
});

interface Asked {
  readonly role?: "admin" | "order-service" | "storefront";
  readonly warehouses?: string[];
  readonly on?: number;
}

async function client({ on = 0, role = "order-service", ...request }: Asked = {}): Promise<Client> {
  const node = nodes[on] as GraphqlNode;
  const opened = createClient(node.url, (await node.issuer.issue({ role, ...request })).token);
  clients.push(opened);
  return opened;
}

const position = async () => (await admin.ask(doc.FEED_POSITION, {})).feedPosition;

async function newItem(warehouseId: string | null = null): Promise<string> {
  const productVariantId = uniqueName("variant");
  await admin.ask(doc.CREATE_ITEM, { input: { productVariantId } });
  const input = { productVariantId, delta: 10, changeType: "PURCHASE" as const, warehouseId };
  await admin.ask(doc.ADJUST, { input });
  return productVariantId;
}

async function hold(orderId: string, ids: readonly string[], quantity = 4): Promise<string> {
  const lines = ids.map((productVariantId) => ({ productVariantId, quantity }));
  const { reserveStock } = await admin.ask(doc.RESERVE, { input: { orderId, lines } });
  return reserveStock.reservation?.id as string;
}

const changesOf = (results: readonly { data?: unknown }[]) =>
  results.map(({ data }) => (data as { reservationChanged: { status: string } }).reservationChanged);

const next = async (from: Client, variables: object, count: number) =>
  changesOf(await take(from.subscribe(RESERVATION_FEED, variables), count));

const statuses = (changes: readonly { status: string }[]) => changes.map(({ status }) => status);

/** Of the node itself, so that what comes after it in the feed is known to be all. */
const last = async (orderId: string) => {
  const reservationId = await hold(orderId, [await newItem()], 1);
  return { orderId, reservationId, status: "ACTIVE" };
};

describe("reservationChanged", () => {
  it("when an order is held, confirmed, sold in part and whole, then each is told once, on every node", async () => {
    const [after, orderId, id] = [await position(), uniqueName("order"), await newItem()];
    const feeds = [await client(), await client({ on: 1 })].map((each) => next(each, { orderId, after }, 6));
    const reservationId = await hold(orderId, [id]);
    await admin.ask(EXTEND, { input: { reservationId, ttlSeconds: 9_000 } });
    await admin.ask(CONFIRM, { input: { reservationId } });
    const lines = [{ productVariantId: id, quantity: 1 }];
    await admin.ask(FULFILL, { input: { reservationId, lines } });
    await admin.ask(doc.RELEASE, { input: { reservationId, lines, reason: "ORDER_COMPLETED_ADJUSTMENT" } });
    await admin.ask(FULFILL, { input: { reservationId } });
    const end = await last(orderId);
    const [first, second] = await Promise.all(feeds);
    expect(first?.at(-1)).toMatchObject(end);
    const told = first?.slice(0, -1) ?? [];
    expect(told).toMatchObject(
      told.map(() => ({
        reservationId,
        reservationIds: [reservationId],
        reservation: { id: reservationId },
      })),
    );
    // The two in the middle say what it is by now.
    expect([0, 1, 4].map((index) => told[index]?.status)).toEqual(["ACTIVE", "CONFIRMED", "FULFILLED"]);
    expect(second?.map((change) => (change as { position?: string }).position)).toEqual(
      first?.map((change) => (change as { position?: string }).position),
    );
    const [, , third] = first as unknown as { position: string }[];
    const rest = await next(await client(), { orderId, after: third?.position }, 3);
    expect(rest.map((change) => (change as unknown as { position: string }).position)).toEqual(
      first?.slice(3).map((change) => (change as unknown as { position: string }).position),
    );
  });

  it("when one is asked for by its id, then its changes alone come, parts that are sold among them", async () => {
    const [after, orderId, id] = [await position(), uniqueName("order"), await newItem()];
    const reservationId = await hold(orderId, [id]);
    const other = await hold(uniqueName("order"), [id], 1);
    await admin.ask(FULFILL, { input: { reservationId: other } });
    const lines = [{ productVariantId: id, quantity: 1 }];
    await admin.ask(FULFILL, { input: { reservationId, lines } });
    await admin.ask(doc.RELEASE, { input: { reservationId, reason: "ORDER_CANCELLED" } });
    const by = { reservationId: reservationId.toUpperCase(), after };
    expect(statuses(await next(await client(), by, 3))).toEqual(["ACTIVE", "RELEASED", "RELEASED"]);
    const both = await next(await client(), { ...by, orderId }, 3);
    expect(both).toMatchObject([1, 2, 3].map(() => ({ reservationId, orderId })));
  });

  it("when its time is over, then it is told as EXPIRED, and an order that is ended whole with all it had", async () => {
    const [after, orderId, id] = [await position(), uniqueName("order"), await newItem()];
    const expiring = await hold(orderId, [id]);
    await query(
      database.url,
      `WITH r AS (UPDATE reservation SET expires_at = now() - interval '1 minute' WHERE id = $1),
            l AS (UPDATE reservation_line SET expires_at = now() - interval '1 minute' WHERE reservation_id = $1)
       UPDATE inventory SET next_expiry = now() - interval '1 minute' WHERE product_variant_id = $2`,
      [expiring, id],
    );
    const [first, second] = [await hold(orderId, [id]), await hold(orderId, [id])];
    await admin.ask(doc.RELEASE, { input: { orderId, reason: "RESERVATION_EXPIRED" } });
    const told = await next(await client(), { orderId, after }, 5);
    expect(told).toMatchObject([
      { reservationId: expiring, status: "ACTIVE" },
      { reservationId: expiring, status: "EXPIRED", reservation: { status: "EXPIRED" } },
      { reservationId: first, status: "ACTIVE" },
      { reservationId: second, status: "ACTIVE" },
      { reservationIds: expect.arrayContaining([first, second]), status: "RELEASED" },
    ]);
  });

  it("when the token is confined to warehouses, then a reservation is told whole or not at all", async () => {
    const east = uniqueName("E");
    await admin.ask(doc.CREATE_WAREHOUSE, { input: { code: east, name: "East" } });
    const [here, there] = [await newItem(), await newItem(east)];
    const after = await position();
    const confined = next(await client({ warehouses: [east] }), { after }, 2);
    const all = next(await client(), { after }, 4);
    await hold(uniqueName("order"), [here]);
    await hold(uniqueName("order"), [here, there], 1);
    const reservationId = await hold(uniqueName("order"), [there]);
    await admin.ask(CONFIRM, { input: { reservationId } });
    expect(await confined).toMatchObject([
      { reservationId, status: "ACTIVE" },
      { reservationId, status: "CONFIRMED" },
    ]);
    expect(statuses(await all)).toEqual(["ACTIVE", "ACTIVE", "ACTIVE", "CONFIRMED"]);
  });

  it("when an id cannot be one, or the token may not reserve, then it is refused", async () => {
    const [wrong] = await take(admin.subscribe(RESERVATION_FEED, { orderId: "" }), 1);
    expect(wrong?.errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT", field: ["orderId"] } }]);
    const [forbidden] = await take((await client({ role: "storefront" })).subscribe(RESERVATION_FEED, {}), 1);
    expect(forbidden?.errors).toMatchObject([{ extensions: { code: "FORBIDDEN" } }]);
  });
});
