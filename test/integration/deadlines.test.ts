/** @needs postgres redis */
import type { Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, it, jest } from "@jest/globals";
import pg from "pg";
import { Deadline } from "../../src/lib/deadline.js";
import { queryBefore } from "../../src/store/bounded-query.js";
import { createClient, type Client } from "../support/client/client.js";
import * as doc from "../support/client/documents.js";
import { eventually } from "../support/eventually.js";
import { openGraphqlNode, type GraphqlNode } from "../support/graphql-node.js";
import { openRawSocket } from "../support/raw-socket.js";
import { freshDatabase, uniqueName, type FreshDatabase } from "../support/services.js";

jest.setTimeout(90_000);
const PATIENCE = { timeoutMs: 60_000 };
const ITEM = "query ($id: ID!) { inventoryItem(productVariantId: $id) { quantity } }";

let database: FreshDatabase;
/** Gives up soon, or hardly ever. */
let hasty: GraphqlNode;
let patient: GraphqlNode;
let admin: Client;
/** Holds locks. */
let operator: pg.Client;
/** Looks: who is in a transaction sees the sessions as they were when it looked first. */
let observer: pg.Client;
let id: string;

beforeAll(async () => {
  database = await freshDatabase();
  [hasty, patient] = [await open("2"), await open("300")];
  admin = createClient(patient.url, (await patient.issuer.issue({ role: "admin" })).token);
  operator = new pg.Client(database.url);
  observer = new pg.Client(database.url);
  await Promise.all([operator.connect(), observer.connect()]);
  id = uniqueName("variant");
  await admin.ask(doc.CREATE_ITEM, { input: { productVariantId: id } });
  await admin.ask(doc.ADJUST, { input: { productVariantId: id, delta: 5, changeType: "PURCHASE" } });
}, 60_000);
afterEach(() => operator.query("ROLLBACK"));
afterAll(async () => {
  await Promise.all([operator.end(), observer.end()]);
  await hasty.close();
  await patient.close();
  await database.drop();
});

const open = (seconds: string) =>
  openGraphqlNode(database.url, { environment: { REQUEST_TIMEOUT_SECONDS: seconds } });

/** Until the test is over, whoever reads items waits. */
const holdItems = () => operator.query("BEGIN; LOCK TABLE inventory IN ACCESS EXCLUSIVE MODE");
const letGo = () => operator.query("ROLLBACK");

async function ask(
  node: GraphqlNode,
  signal: AbortSignal | null = null,
  query: string = ITEM,
): Promise<Response> {
  const { token } = await node.issuer.issue({ role: "admin" });
  return fetch(`${node.url}/graphql`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ query, variables: query === ITEM ? { id } : {} }),
    signal,
  });
}

interface Session {
  readonly pid: number;
  readonly waiting: boolean;
}

/** The readers' sessions of both nodes. */
async function readers(): Promise<readonly Session[]> {
  const { rows } = await observer.query<Session>(
    `SELECT pid, state = 'active' AND wait_event_type = 'Lock' AS waiting FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = 'stockfeed reader'`,
  );
  return rows;
}
const waiting = async () => (await readers()).filter((each) => each.waiting).map(({ pid }) => pid);
const isGone = () => eventually(async () => expect(await waiting()).toEqual([]), PATIENCE);
/** A statement that ran into PostgreSQL's own limit takes its session with it; one that was cancelled does not. */
const areKept = async (pids: readonly number[]) =>
  expect((await readers()).map(({ pid }) => pid)).toEqual(expect.arrayContaining([...pids]));
async function someWait(): Promise<readonly number[]> {
  return eventually(async () => {
    const pids = await waiting();
    expect(pids.length).toBeGreaterThanOrEqual(1);
    return pids;
  }, PATIENCE);
}

it("when a request's time is over, then it is told so, nothing runs for it in PostgreSQL, and its connection serves others", async () => {
  await holdItems();
  const asking = ask(hasty);
  const pids = await someWait();

  const response = await asking;

  expect(response.status).toBe(504);
  expect(await response.json()).toMatchObject({
    data: { inventoryItem: null },
    errors: [{ extensions: { code: "TIMED_OUT" }, path: ["inventoryItem"] }],
  });
  await isGone();
  await areKept(pids);
  await letGo();
  await eventually(async () => {
    expect(await (await ask(hasty)).json()).toMatchObject({ data: { inventoryItem: { quantity: 5 } } });
  }, PATIENCE);
});

it("when a REST request's time is over, then that is a problem with status 504, and nothing runs for it", async () => {
  await holdItems();
  const { token } = await hasty.issuer.issue({ role: "admin" });

  const response = await fetch(`${hasty.url}/api/v1/inventory/${id}`, {
    headers: { authorization: `Bearer ${token}` },
  });

  expect(response.status).toBe(504);
  expect(await response.json()).toMatchObject({ status: 504, code: "TIMED_OUT" });
  await isGone();
});

it("when requests wait for a connection of the pool, then their time ends, too, and they keep nobody from it later", async () => {
  await holdItems();

  const statuses = await Promise.all(Array.from({ length: 25 }, async () => (await ask(hasty)).status));

  expect(statuses).toEqual(Array<number>(25).fill(504));
  await isGone();
  await letGo();
  await eventually(async () => {
    const later = await Promise.all(Array.from({ length: 25 }, async () => (await ask(hasty)).status));
    expect(later).toEqual(Array<number>(25).fill(200));
  }, PATIENCE);
});

it("when a client is gone, then nothing runs for it in PostgreSQL", async () => {
  await holdItems();
  const leaving = new AbortController();
  const asking = ask(patient, leaving.signal).catch((error: Error) => error.name);
  const pids = await someWait();

  leaving.abort();

  expect(await asking).toBe("AbortError");
  await isGone();
  await areKept(pids);
  await letGo();
  expect((await ask(patient)).status).toBe(200);
});

it("when one of two requests is gone, then the other is answered", async () => {
  await holdItems();
  const leaving = new AbortController();
  const [gone, staying] = [ask(patient, leaving.signal).catch(() => undefined), ask(patient)];
  await eventually(async () => expect(await waiting()).toHaveLength(2), PATIENCE);

  leaving.abort();
  await gone;
  await eventually(async () => expect(await waiting()).toHaveLength(1), PATIENCE);
  await letGo();

  expect(await (await staying).json()).toMatchObject({ data: { inventoryItem: { quantity: 5 } } });
});

it("when a query over a socket has no time left, then it is told so, and the socket goes on", async () => {
  const { token } = await hasty.issuer.issue({ role: "admin" });
  const socket = openRawSocket(hasty.url, token);
  const send = (name: string) =>
    socket.send({ type: "subscribe", id: name, payload: { query: ITEM, variables: { id } } });
  await holdItems();
  send("1");

  const error = expect.objectContaining({ extensions: { code: "TIMED_OUT" } }) as unknown;
  const next = (name: string, payload: object) =>
    expect.objectContaining({ type: "next", id: name, payload: expect.objectContaining(payload) as unknown });
  await eventually(() => expect(socket.received).toContainEqual(next("1", { errors: [error] })), PATIENCE);
  await isGone();
  await letGo();
  // A machine that stands still uses up the time of one query, not of each.
  let later = 1;
  await eventually(async () => {
    const name = String((later += 1));
    send(name);
    const answer = await eventually(() => {
      const found = (socket.received as { id?: string }[]).find((each) => each.id === name);
      expect(found).toBeDefined();
      return found;
    }, PATIENCE);
    expect(answer).toEqual(next(name, { data: { inventoryItem: { quantity: 5 } } }));
  }, PATIENCE);
  socket.close();
  await socket.closed;
});

it("when a socket is closed, then nothing runs for its queries in PostgreSQL", async () => {
  const { token } = await patient.issuer.issue({ role: "admin" });
  const socket = openRawSocket(patient.url, token);
  await holdItems();
  socket.send({ type: "subscribe", id: "1", payload: { query: ITEM, variables: { id } } });
  const pids = await someWait();

  socket.close();

  await isGone();
  await areKept(pids);
});

const VERIFY = "mutation { verifyStock { checked } }";

it("when all stock is verified, then that takes longer than another request may", async () => {
  await holdItems();
  const verifying = ask(hasty, null, VERIFY);
  await someWait();
  expect((await ask(hasty)).status).toBe(504);

  await letGo();

  expect(await (await verifying).json()).toMatchObject({ data: { verifyStock: { checked: 1 } } });
});

it("when nobody waits any more for all stock to be verified, then nothing runs for it", async () => {
  await holdItems();
  const leaving = new AbortController();
  const asking = ask(patient, leaving.signal, VERIFY).catch((error: Error) => error.name);
  await someWait();

  leaving.abort();

  expect(await asking).toBe("AbortError");
  await isGone();
});

it("when the client of an operator's command is gone while it waits, then that is carried out", async () => {
  const name = uniqueName("sink");
  const INSERT = "INSERT INTO sink_cursor (name, position, state) VALUES ($1, 0, 'DETACHED')";
  await operator.query(INSERT, [name]);
  await operator.query("BEGIN");
  await operator.query("SELECT FROM sink_cursor WHERE name = $1 FOR UPDATE", [name]);
  const leaving = new AbortController();
  const query = `mutation { attachSink(sink: "${name}") { sink { name } } }`;
  const asking = ask(patient, leaving.signal, query).catch(() => undefined);
  await someWait();

  leaving.abort();
  await asking;
  // Served after it: by then the node has noticed who is gone.
  expect((await ask(patient)).status).toBe(200);
  expect(await waiting()).toHaveLength(1);
  await letGo();

  await eventually(async () => {
    const { rows } = await observer.query("SELECT state FROM sink_cursor WHERE name = $1", [name]);
    expect(rows).toEqual([{ state: "RUNNING" }]);
  }, PATIENCE);
});

it("when the client of a command is gone while it waits, then what was handed in is carried out", async () => {
  await operator.query("BEGIN");
  await operator.query("SELECT FROM inventory WHERE product_variant_id = $1 FOR UPDATE", [id]);
  const { token } = await patient.issuer.issue({ role: "admin" });
  const leaving = new AbortController();
  const orderId = uniqueName("order");
  const asking = fetch(`${patient.url}/graphql`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({
      query: "mutation ($input: ReserveStockInput!) { reserveStock(input: $input) { reservation { id } } }",
      variables: { input: { orderId, lines: [{ productVariantId: id, quantity: 1 }] } },
    }),
    signal: leaving.signal,
  }).catch(() => undefined);
  await eventually(async () => {
    const { rowCount } = await observer.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database()
       AND application_name = 'stockfeed writer' AND wait_event_type = 'Lock'`,
    );
    expect(rowCount).toBeGreaterThanOrEqual(1);
  }, PATIENCE);

  leaving.abort();
  await asking;
  await letGo();

  await eventually(async () => {
    const { rows } = await observer.query("SELECT status FROM reservation WHERE order_id = $1", [orderId]);
    expect(rows).toEqual([{ status: "ACTIVE" }]);
  }, PATIENCE);
});

it("when statements are given up at any moment, then never is another one cancelled, and no connection is lost", async () => {
  const pool = new pg.Pool({ connectionString: database.url, max: 1 });
  try {
    const pids = new Set<number>();
    for (let round = 0; round < 150; round++) {
      const deadline = new Deadline(60_000);
      const slow = queryBefore(deadline, pool, { text: "SELECT pg_sleep(0.004)" }).catch(
        (error: Error) => error,
      );
      // Before it is sent, while it runs, about when it ends, and after.
      await delay((round % 15) / 2);
      deadline.end();
      const next = queryBefore<{ pid: number }>(new Deadline(60_000), pool, {
        text: "SELECT pg_backend_pid() AS pid FROM pg_sleep(0.002)",
      });
      pids.add((await next).rows[0]?.pid ?? 0);
      await slow;
    }
    expect(pids.size).toBe(1);
  } finally {
    await pool.end();
  }
}, 60_000);

it("when a connection is lost while a statement runs for a request, then that fails alone, and the process goes on", async () => {
  const pool = new pg.Pool({ connectionString: database.url, max: 1 });
  const clients: pg.PoolClient[] = [];
  pool.on("connect", (client) => clients.push(client));
  const lost: string[] = [];
  pool.on("error", ({ message }) => lost.push(message));
  try {
    const asking = queryBefore(new Deadline(60_000), pool, { text: "SELECT pg_sleep(60)" });
    const failing = expect(asking).rejects.toThrow("cut off by the test");
    await eventually(async () => {
      const { rowCount } = await observer.query(
        "SELECT FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(60)' AND state = 'active'",
      );
      expect(rowCount).toBeGreaterThanOrEqual(1);
    }, PATIENCE);
    const { stream } = (clients[0] as unknown as { connection: { stream: Socket } }).connection;

    stream.destroy(new Error("cut off by the test"));

    await failing;
    const { rows } = await queryBefore(new Deadline(60_000), pool, { text: "SELECT 1 AS one" });
    expect(rows).toEqual([{ one: 1 }]);
    expect(clients.map((client) => client.listenerCount("error"))).toEqual([1, 1]);
  } finally {
    await pool.end();
  }
});
