/** @needs postgres redis */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { Redis } from "ioredis";
import pg from "pg";
import {
  createMemoryStore,
  createPostgresStore,
  createRedisStore,
  StoreUnavailable,
  type IdempotencyStore,
} from "../../src/kit/index.js";
import { defer } from "../../src/lib/deferred.js";
import { eventually } from "../support/eventually.js";
import { freshDatabase, query, redisUrl, uniqueName, type FreshDatabase } from "../support/services.js";

let database: FreshDatabase;
let pool: pg.Pool;
let redis: Redis;

beforeAll(async () => {
  database = await freshDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 5 });
  pool.on("error", () => undefined);
  redis = new Redis(redisUrl(), { maxRetriesPerRequest: 1 });
});
afterAll(async () => {
  await pool.end();
  const keys = await redis.keys("stockfeed:{kit_*");
  if (keys.length > 0) await redis.del(...keys);
  redis.disconnect();
  await database.drop();
});

let consumer: string;
beforeEach(() => {
  consumer = uniqueName("kit");
});

const memory = createMemoryStore();
const STORES: [string, () => IdempotencyStore<unknown>, () => IdempotencyStore<unknown>][] = [
  ["memory", () => memory, () => memory],
  [
    "PostgreSQL",
    () => createPostgresStore<pg.PoolClient>({ pool, consumer }),
    () => createPostgresStore<pg.PoolClient>({ pool, consumer }),
  ],
  ["Redis", () => createRedisStore({ redis, consumer }), () => createRedisStore({ redis, consumer })],
];

describe.each(STORES)("the store in %s", (_, open, openAgain) => {
  it("when an event comes again, then its work is not done again, by another process either", async () => {
    const store = open();
    await Promise.all([store.prepare(), openAgain().prepare()]);
    const id = uniqueName("event");
    let done = 0;
    const work = async () => void done++;
    expect(await store.once(id, work)).toBe("handled");
    expect(await store.once(id, work)).toBe("duplicate");
    expect(await openAgain().once(id, work)).toBe("duplicate");
    expect(done).toBe(1);
  });

  it("when the work fails, then it is thrown on, and done when the event comes again", async () => {
    const store = open();
    await store.prepare();
    const id = uniqueName("event");
    const failing = store.once(id, async () => Promise.reject(new TypeError("not now")));
    await expect(failing).rejects.toThrow(new TypeError("not now"));
    expect(await store.once(id, async () => undefined)).toBe("handled");
  });

  it("when it comes twice at once, then the second waits for the first, and has its turn if that fails", async () => {
    const [one, other] = [open(), openAgain()];
    await one.prepare();
    const id = uniqueName("event");
    const [begun, gate] = [defer<void>(), defer<void>()];
    const first = one.once(id, async () => (begun.resolve(), gate.promise));
    await begun.promise;
    let done = 0;
    const second = other.once(id, async () => void done++);
    gate.reject(new Error("not now"));
    await expect(first).rejects.toThrow("not now");
    expect(await second).toBe("handled");
    expect(done).toBe(1);
  });

  it("when a position was saved, then it is there again", async () => {
    const store = open();
    await store.prepare();
    if (store !== memory) expect(await store.loadPosition()).toBeNull();
    await store.savePosition(41);
    await store.savePosition(42);
    await store.prune();
    expect(await openAgain().loadPosition()).toBe(42);
  });
});

describe("the transaction of PostgreSQL", () => {
  const stored = () => query(database.url, "SELECT note FROM kit_note ORDER BY note");
  beforeAll(() => query(database.url, "CREATE TABLE kit_note (note text NOT NULL)"));
  const open = async () => {
    const store = createPostgresStore<pg.PoolClient>({ pool, consumer });
    await store.prepare();
    return store;
  };

  it("when a handler writes by it and fails, then nothing is written; when it succeeds, once", async () => {
    const store = await open();
    const write = (transaction: pg.PoolClient) => transaction.query("INSERT INTO kit_note VALUES ('a')");
    const failing = store.once("event", async (transaction) => {
      await write(transaction);
      throw new Error("after the write");
    });
    await expect(failing).rejects.toThrow("after the write");
    expect(await stored()).toEqual([]);
    for (const _ of [1, 2]) await store.once("event", async (transaction) => void (await write(transaction)));
    expect(await stored()).toEqual([{ note: "a" }]);
  });

  it("when a handler passes over a statement that failed, then it is told, and the event not noted", async () => {
    const store = await open();
    const careless = store.once("event", async (transaction) => {
      await transaction.query("INSERT INTO kit_note VALUES (NULL)").catch(() => undefined);
    });
    await expect(careless).rejects.toThrow("nothing is stored");
    expect(await store.once("event", async () => undefined)).toBe("handled");
  });

  it("when the connection is lost under the work, then it is the store that failed, not the event", async () => {
    const store = await open();
    const lost = store.once("event", async (transaction) => {
      const { rows } = await transaction.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
      await query(database.url, "SELECT pg_terminate_backend($1)", [rows[0]?.pid]);
      await transaction.query("SELECT 1");
    });
    await expect(lost).rejects.toThrow(StoreUnavailable);
    expect(await store.once("event", async () => undefined)).toBe("handled");
  });

  it("when events were handled long ago, then they are forgotten, those of other consumers not", async () => {
    const store = await open();
    await store.once("old", async () => undefined);
    await store.once("new", async () => undefined);
    const age = "UPDATE stockfeed_handled SET handled_at = now() - interval '31 days'";
    await query(database.url, `${age} WHERE consumer = $1 AND event_id = 'old'`, [consumer]);
    await store.prune();
    const left = "SELECT event_id FROM stockfeed_handled WHERE consumer = $1";
    expect(await query(database.url, left, [consumer])).toEqual([{ event_id: "new" }]);
  });
});

it("when Redis goes away before the work is noted, then it is noted when Redis is back, and not done again", async () => {
  let away = false;
  const client = {
    async eval(...call: Parameters<typeof redis.eval>) {
      if (away) throw new Error("away");
      return redis.eval(...call);
    },
  };
  const store = createRedisStore({ redis: client, consumer });
  let done = 0;
  const work = async () => {
    done += 1;
    away = true;
  };
  await expect(store.once("event", work)).rejects.toThrow(StoreUnavailable);
  const twice = Promise.allSettled([store.once("event", work), store.once("event", work)]);
  expect((await twice).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  away = false;
  expect(await store.once("event", work)).toBe("handled");
  expect(await createRedisStore({ redis, consumer }).once("event", work)).toBe("duplicate");
  expect(done).toBe(1);
});

it("when a process dies under its work, then another takes the event up once the lease in Redis is over", async () => {
  // Its lease is not renewed any more: the key is what it left behind.
  await redis.set(`stockfeed:{${consumer}}:handled:event`, "a process that died", "PX", 200);
  const store = createRedisStore({ redis, consumer });
  expect(await store.once("event", async () => undefined)).toBe("handled");
});

it("when Redis is away, then it is the store that failed", async () => {
  const away = new Redis(1, "127.0.0.1", {
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    lazyConnect: true,
  });
  away.on("error", () => undefined);
  const store = createRedisStore({ redis: away, consumer });
  await eventually(() => expect(store.loadPosition()).rejects.toThrow(StoreUnavailable));
});
