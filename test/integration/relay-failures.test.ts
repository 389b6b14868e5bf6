/** @needs postgres */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { eventually } from "../support/eventually.js";
import { REGISTRY } from "../support/registry.js";
import { StoringSink, startTestRelay, type RelaySettings, type RunningRelay } from "../support/relay.js";
import { freshDatabase, query, uniqueName, type FreshDatabase } from "../support/services.js";
import { createFailureLog } from "../../src/store/feed/failure-log.js";
import { adjustStock } from "../../src/usecases/adjust-stock.js";
import { CALLER, openStore, stockUp, type Store } from "../support/store.js";

let database: FreshDatabase;
let store: Store;
let sink: StoringSink;
let relays: RunningRelay[];
let bad: string;
let good: string;

beforeEach(async () => {
  database = await freshDatabase();
  store = openStore(database.url);
  sink = new StoringSink();
  relays = [];
  [bad, good] = [uniqueName("bad"), uniqueName("good")];
});

afterEach(async () => {
  await Promise.all(relays.map((relay) => relay.stop()));
  await store.close();
  await database.drop();
});

function relay(settings: RelaySettings = {}): RunningRelay {
  const running = startTestRelay(store, sink, settings);
  relays.push(running);
  return running;
}

/** So many changes, one event each. */
async function grow(productVariantId: string, changes = 1): Promise<void> {
  for (let change = 0; change < changes; change++) {
    await adjustStock(store.deps, { productVariantId, delta: 1, changeType: "RETURN" }, CALLER);
  }
}

interface Row {
  readonly position: number;
  readonly state: string;
  readonly attempts: number;
}

const rows = () =>
  query<Row>(database.url, "SELECT position::int, state, attempts FROM sink_failure ORDER BY position");
const inState = async (state: string) =>
  (await rows()).filter((row) => row.state === state).map(({ position }) => position);
const cursorAt = (position: number) =>
  eventually(async () => expect(await store.log.cursor(sink.name, 0)).toBe(position));

/** As the operators' mutations do it. */
const retry = (position: number) =>
  query(
    database.url,
    `UPDATE sink_failure SET state = 'RETRYING', attempts = 0, next_attempt_at = now()
     WHERE position = ${position} AND state = 'PARKED'`,
  );
const resolve = (position: number) =>
  query(
    database.url,
    `UPDATE sink_failure SET state = 'RESOLVED', next_attempt_at = NULL, settled_at = now(), settled_by = 'admin'
     WHERE position = ${position} AND state IN ('PARKED', 'RETRYING')`,
  );

describe("a sink that refuses events", () => {
  it("when one is refused, then its key's later ones follow it, and nobody else waits", async () => {
    await stockUp(store, bad, 10);
    await stockUp(store, good, 10);
    const { told } = relay({ retry: { attempts: 100 } });
    await cursorAt(6);
    sink.refuses = ({ aggregateId }) => aggregateId === bad;
    await grow(bad);
    await eventually(async () => expect(await inState("RETRYING")).toEqual([7]));
    await grow(bad, 2);
    await grow(good, 2);
    await eventually(() => expect(sink.positions(good)).toEqual([4, 5, 6, 10, 11]));
    await eventually(async () => expect(await inState("HELD")).toEqual([8, 9]));
    await eventually(() => expect(told.filter((line) => line === "retried 1").length).toBeGreaterThan(1));
    // Only the head is tried.
    expect(sink.offered.filter((position) => position === 8 || position === 9)).toEqual([]);

    sink.refuses = () => false;
    await eventually(() => expect(sink.positions(bad)).toEqual([1, 2, 3, 7, 8, 9]));
    await eventually(async () => expect(await rows()).toEqual([]));
    await grow(bad);
    await eventually(() => expect(sink.positions(bad)).toEqual([1, 2, 3, 7, 8, 9, 12]));
  });

  it("when events behind it were confirmed already, then they come again behind it", async () => {
    await stockUp(store, good, 10);
    await stockUp(store, bad, 10);
    await grow(bad, 3);
    const refusals = new Set<number>();
    sink.refuses = ({ position }) =>
      position === 6 && refusals.size < 2 && Boolean(refusals.add(refusals.size));
    const { told } = relay({ batchSize: 3 });
    await eventually(() => expect(sink.positions(bad).slice(-4)).toEqual([6, 7, 8, 9]));
    expect(sink.positions(good)).toEqual([1, 2, 3]);
    expect(sink.lastDeliveries().get(`InventoryItem/${bad}`)).toEqual([4, 5, 6, 7, 8, 9]);
    await eventually(async () => expect(await rows()).toEqual([]));
    // Each is counted as published once.
    const published = told
      .filter((line) => line.startsWith("published"))
      .flatMap((line) => line.split(" ").slice(1));
    expect([...published].sort((a, b) => Number(a) - Number(b))).toEqual([
      "1",
      "2",
      "3",
      "4",
      "5",
      "6",
      "7",
      "8",
      "9",
    ]);
  });

  it("when an event is refused too often, then it is parked with a dead letter, and retried when told to", async () => {
    await stockUp(store, good, 10);
    await stockUp(store, bad, 10);
    sink.refuses = ({ position }) => position === 5;
    const { told } = relay({ retry: { attempts: 3 } });
    await eventually(async () => expect(await inState("PARKED")).toEqual([5]));
    expect(await inState("HELD")).toEqual([6]);
    expect(sink.offered.filter((position) => position === 5)).toHaveLength(3);
    expect(sink.deadLetters.map(({ event, attempts }) => [event.position, attempts])).toEqual([[5, 3]]);
    expect(told).toContain("parked 5");
    await grow(bad);
    await eventually(async () => expect(await inState("HELD")).toEqual([6, 7]));

    sink.refuses = () => false;
    await retry(5);
    await eventually(() => expect(sink.positions(bad).slice(-3)).toEqual([5, 6, 7]));
    // Kept, since it had been parked; the others are gone.
    await eventually(async () => expect(await rows()).toMatchObject([{ position: 5, state: "DELIVERED" }]));
  });

  it("when a parked event is resolved, then its key goes on without it", async () => {
    await stockUp(store, good, 10);
    await stockUp(store, bad, 10);
    sink.refuses = ({ position }) => position === 4;
    relay({ retry: { attempts: 2 } });
    await eventually(async () => expect(await inState("PARKED")).toEqual([4]));
    await resolve(4);
    await eventually(() => expect(sink.positions(bad).slice(-2)).toEqual([5, 6]));
    await eventually(async () => expect(await rows()).toMatchObject([{ position: 4, state: "RESOLVED" }]));
    await grow(bad);
    await eventually(() => expect(sink.positions(bad).at(-1)).toBe(7));
  });

  it("when what is behind a parked event may pass, then it does, in order", async () => {
    await stockUp(store, good, 10);
    await stockUp(store, bad, 10);
    sink.refuses = ({ position }) => position === 4;
    relay({ retry: { attempts: 2, behindParked: "PASS" } });
    await eventually(async () => expect(await rows()).toMatchObject([{ position: 4, state: "PARKED" }]));
    await grow(bad, 2);
    await eventually(() => expect(sink.positions(bad).slice(-4)).toEqual([5, 6, 7, 8]));
    expect(await rows()).toMatchObject([{ position: 4, state: "PARKED" }]);
    sink.refuses = () => false;
    await retry(4);
    await eventually(() => expect(sink.positions(bad).at(-1)).toBe(4));
    await grow(bad);
    await eventually(() => expect(sink.positions(bad).at(-1)).toBe(9));
  });

  it("when the dead letter is not taken, then the event is parked once it is", async () => {
    await stockUp(store, good, 10);
    await stockUp(store, bad, 10);
    sink.refuses = ({ position }) => position === 4;
    sink.deadLettersAway = true;
    const failed: number[] = [];
    const deadLetter = sink.deadLetter.bind(sink);
    sink.deadLetter = (event, reason) => {
      failed.push(event.position);
      // Known to be away, unlike one that refuses the copy itself.
      sink.fault = () => (sink.deadLettersAway ? "away" : null);
      return deadLetter(event, reason);
    };
    relay({ retry: { attempts: 1 } });
    await eventually(() => expect(failed.length).toBeGreaterThan(8));
    expect(await rows()).toMatchObject([
      { position: 4, state: "RETRYING", attempts: 1 },
      { position: 5, state: "HELD" },
      { position: 6, state: "HELD" },
    ]);
    sink.deadLettersAway = false;
    await eventually(async () => expect(await inState("PARKED")).toEqual([4]));
    expect(sink.deadLetters).toHaveLength(1);
  });

  it("when a sink that works takes no copy of an event, then the event is parked without one", async () => {
    await stockUp(store, good, 10);
    await stockUp(store, bad, 10);
    sink.refuses = ({ position }) => position === 4;
    sink.deadLettersAway = true;
    relay({ retry: { attempts: 1 } });
    await eventually(async () => expect(await inState("PARKED")).toEqual([4]));
  });

  it("when another relay takes over, then it goes on with what was refused", async () => {
    await stockUp(store, good, 10);
    await stockUp(store, bad, 10);
    sink.refuses = ({ position }) => position === 4;
    const first = relay({ retry: { attempts: 2 } });
    await eventually(async () => expect(await inState("PARKED")).toEqual([4]));
    await first.stop();
    await grow(bad);
    await grow(good);
    relay();
    await eventually(() => expect(sink.positions(good).at(-1)).toBe(8));
    await eventually(async () => expect(await inState("HELD")).toEqual([5, 6, 7]));
    expect(sink.offered.filter((position) => position === 7)).toEqual([]);
  });

  it("when a busy key is mended, then it is let through while its events go on coming", async () => {
    await stockUp(store, good, 10);
    await stockUp(store, bad, 10);
    sink.refuses = ({ aggregateId }) => aggregateId === bad;
    relay({ retry: { attempts: 1_000 } });
    await eventually(async () => expect(await inState("RETRYING")).toEqual([4]));
    let busy = true;
    const work = (async () => {
      while (busy) await grow(bad);
    })();
    await eventually(async () => expect((await inState("HELD")).length).toBeGreaterThan(50));
    sink.refuses = () => false;
    await eventually(async () => expect(await rows()).toEqual([]));
    // Directly: without a row in between.
    const before = sink.taken.length;
    await eventually(() => expect(sink.taken.length).toBeGreaterThan(before + 20));
    expect(await rows()).toEqual([]);
    busy = false;
    await work;
    const events = await store.log.head();
    await eventually(() => expect(sink.taken.at(-1)?.position).toBe(events));
    const positions = sink.positions(bad);
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
  });

  it("when the answer to what was set aside is lost, then it is there once", async () => {
    await stockUp(store, good, 10);
    await stockUp(store, bad, 10);
    sink.refuses = ({ position }) => position === 4;
    let lost = 0;
    relay({
      failures: {
        setAside: async (...args) => {
          const answer = await createFailureLog(store.database.pool, REGISTRY).setAside(...args);
          if (lost++ < 2) throw new Error("connection lost");
          return answer;
        },
      },
    });
    await eventually(async () => expect(await inState("PARKED")).toEqual([4]));
    expect(await inState("HELD")).toEqual([5, 6]);
    await resolve(4);
    await eventually(() => expect(sink.positions(bad).slice(-2)).toEqual([5, 6]));
  });
});

describe("a sink in trouble", () => {
  const stored = async () =>
    (await query<Stored>(database.url, "SELECT state, last_error FROM sink_cursor"))[0];
  interface Stored {
    readonly state: string;
    readonly last_error: string | null;
  }

  it("when its other side is away, then it is paused, no attempt counts, and it goes on soon after", async () => {
    await stockUp(store, good, 10);
    await stockUp(store, bad, 10);
    sink.refuses = ({ position }) => position === 4;
    const { breaker, told } = relay({ retry: { attempts: 50, firstMs: 100, longestMs: 100 } });
    await eventually(async () => expect(await inState("RETRYING")).toEqual([4]));
    sink.away = "gone fishing";
    await eventually(async () =>
      expect(await stored()).toEqual({ state: "PAUSED", last_error: "gone fishing" }),
    );
    await grow(good);
    const [row] = await rows();
    await eventually(() =>
      expect(breaker.filter((state) => state === "HALF_OPEN").length).toBeGreaterThan(1),
    );
    expect((await rows())[0]).toEqual(row);
    expect(told).toContain("unreachable");
    sink.away = null;
    await eventually(() => expect(sink.positions(good).at(-1)).toBe(7));
    expect(breaker.at(-1)).toBe("CLOSED");
    await eventually(async () => expect((await stored())?.state).toBe("RUNNING"));
  });

  it("when it was away and has no message for what comes first, then it goes on all the same", async () => {
    Object.assign(sink, { away: "gone", carries: () => false });
    await stockUp(store, bad, 10);
    relay();
    await eventually(async () => expect((await stored())?.state).toBe("PAUSED"));
    sink.away = null;
    await cursorAt(3);
    await grow(bad);
    await cursorAt(4);
    await eventually(async () => expect((await stored())?.state).toBe("RUNNING"));
  });

  it("when it refuses everything of several keys, then it is paused, and no event is to blame", async () => {
    await stockUp(store, bad, 10);
    await stockUp(store, good, 10);
    sink.refuses = () => true;
    const { breaker } = relay();
    await eventually(async () => expect((await stored())?.state).toBe("PAUSED"));
    expect((await stored())?.last_error).toMatch(/^it refused everything: it refuses 1/);
    expect(await rows()).toEqual([]);
    sink.refuses = () => false;
    // Behind the trial, which is the first of each.
    await eventually(() => expect(sink.positions()).toEqual([1, 4, 1, 2, 3, 4, 5, 6]));
    expect(breaker).toEqual(expect.arrayContaining(["OPEN", "HALF_OPEN", "CLOSED"]));
  });

  it("when it refuses everything, event by event, then it is paused, and no more attempts count", async () => {
    sink.refuses = () => true;
    const keys = [bad, good, uniqueName("third")];
    const { breaker } = relay({ retry: { attempts: 50, firstMs: 100 } });
    await stockUp(store, keys[0] as string, 10);
    await eventually(async () => expect(await inState("RETRYING")).toEqual([1]));
    // Another key is refused, alone, before the first is out of attempts.
    await stockUp(store, keys[1] as string, 10);
    await eventually(async () => expect((await stored())?.state).toBe("PAUSED"));
    await stockUp(store, keys[2] as string, 10);
    await eventually(async () => expect(await store.log.head()).toBe(9));
    const before = await rows();
    const trials = breaker.length;
    await eventually(() => expect(breaker.length).toBeGreaterThan(trials + 4));
    expect(await rows()).toEqual(before);
    expect(before.every(({ state, attempts }) => state !== "PARKED" && attempts < 50)).toBe(true);
    sink.refuses = () => false;
    await eventually(() => expect([...sink.lastDeliveries().values()].flat()).toHaveLength(9));
    await eventually(async () => expect(await rows()).toEqual([]));
    await eventually(async () => expect((await stored())?.state).toBe("RUNNING"));
  });

  it("when two keys are refused among healthy ones, then they are parked in time", async () => {
    const worse = uniqueName("worse");
    for (const variant of [bad, worse, good]) await stockUp(store, variant, 10);
    relay({ retry: { attempts: 4 } });
    await cursorAt(9);
    sink.refuses = ({ aggregateId }) => aggregateId === bad || aggregateId === worse;
    await grow(bad);
    await grow(worse);
    await grow(good);
    await eventually(async () => expect(await inState("PARKED")).toHaveLength(2));
    await grow(good);
    await eventually(() => expect(sink.positions(good).at(-1)).toBe(13));
  });

  it("when everything was refused and a healthy key waits behind many events, then a trial finds it", async () => {
    const worse = uniqueName("worse");
    sink.refuses = ({ aggregateId }) => aggregateId === bad || aggregateId === worse;
    await stockUp(store, bad, 1);
    await stockUp(store, worse, 1);
    await grow(worse, 60);
    await stockUp(store, good, 1);
    relay({ batchSize: 10, retry: { attempts: 2 } });
    await eventually(() => expect(sink.positions(good)).toContain(69));
    await eventually(async () => expect(await inState("PARKED")).toEqual([1, 4]));
  });

  it("when it refuses everything, then a trial is a few events of several keys", async () => {
    const variants = Array.from({ length: 15 }, () => uniqueName("item"));
    for (const variant of variants) await stockUp(store, variant, 1);
    const events = 3 * variants.length;
    sink.refuses = () => true;
    const sizes: number[] = [];
    const publish = sink.publish.bind(sink);
    sink.publish = (events) => {
      sizes.push(events.length);
      return publish(events);
    };
    // One that stood still for longer than its lease begins again, and knows nothing of trials.
    const takeOver = (epoch: number) => {
      sizes.length = 0;
      return store.log.takeOver(epoch);
    };
    relay({ log: { takeOver } });
    await eventually(() => expect(sizes.length).toBeGreaterThan(5));
    expect(sizes[0]).toBe(events);
    expect(Math.max(...sizes.slice(1))).toBe(10);
    sink.refuses = () => false;
    await eventually(async () => expect(await store.log.cursor(sink.name, 0)).toBe(events));
    for (const positions of sink.lastDeliveries().values())
      expect(positions).toEqual([...positions].sort((a, b) => a - b));
  });

  it("when it is detached, then it is not served until it is attached again", async () => {
    await stockUp(store, good, 10);
    relay();
    await cursorAt(3);
    await query(database.url, "UPDATE sink_cursor SET state = 'DETACHED'");
    await eventually(() => expect(relays[0]?.told).toContain("left"));
    await grow(good);
    await eventually(async () => expect(await store.log.head()).toBe(4));
    expect(sink.positions()).toEqual([1, 2, 3]);
    await query(database.url, "UPDATE sink_cursor SET state = 'RUNNING'");
    await eventually(() => expect(sink.positions()).toEqual([1, 2, 3, 4]));
  });
});
