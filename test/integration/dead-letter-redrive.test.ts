/** @needs postgres rabbitmq */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { createLogger } from "../../src/lib/logger.js";
import type {
  DeadLetters,
  DeadLetterState,
  RedriveLog,
  StoredDeadLetter,
} from "../../src/ports/dead-letters.js";
import type { EventSource, InboundMessage } from "../../src/ports/event-source.js";
import { openDatabase, type Database } from "../../src/store/database.js";
import { createDeadLetters } from "../../src/store/dead-letters.js";
import { createRedriveLog } from "../../src/store/redrive-log.js";
import { bury } from "../support/dead-letters.js";
import { eventually } from "../support/eventually.js";
import { bodyOf, sources, withBody, type SourceRig } from "../support/inbound/event-sources.js";
import { consumeGood, redriving, type Redriving } from "../support/inbound/redriving.js";
import { freshDatabase, query, type FreshDatabase } from "../support/services.js";

let fresh: FreshDatabase;
let database: Database;
let log: RedriveLog;
let desk: DeadLetters;

beforeAll(async () => {
  fresh = await freshDatabase();
  database = openDatabase(fresh.url, createLogger("silent"));
  log = createRedriveLog(database.pool);
  desk = createDeadLetters(database.pool);
}, 60_000);
afterAll(async () => {
  await database.close();
  await fresh.drop();
});

const NOT_FILTERED = { source: null, reasonContains: null, eventType: null };
const BY = { by: "tester", note: "mended" };
const listed = async (state: DeadLetterState) =>
  (await desk.page(state, NOT_FILTERED, { first: 250, after: null })).nodes;
const one = ([letter]: readonly StoredDeadLetter[]) => letter as StoredDeadLetter;

describe.each(sources)("dead letters of a source (%s)", (_name, open) => {
  let rig: SourceRig;
  let workers: Redriving[];
  /** Bodies that cannot be handled. */
  let bad: Set<string>;
  let consumed: ReturnType<typeof consumeGood>;

  beforeEach(async () => {
    await query(fresh.url, "TRUNCATE dead_letter; DELETE FROM lease");
    rig = await open();
    workers = [];
    bad = new Set();
    consumed = consumeGood(rig.source, (message) => bad.has(bodyOf(message)));
    consumed.to.log = log;
  });
  afterEach(async () => {
    await Promise.all(workers.map((worker) => worker.stop()));
    await rig.close();
  });

  const work = (source: EventSource = rig.source, more = {}) => {
    const worker = redriving(source, log, more);
    workers.push(worker);
    return worker;
  };
  const dead = async () => (await rig.source.depths()).dead;
  const bodies = (messages: readonly InboundMessage[]) => messages.map(bodyOf).sort();

  async function die(body: string): Promise<StoredDeadLetter> {
    bad.add(body);
    const properties = { messageId: `id of ${body}`, type: "OrderCreated", headers: { "x-tenant": "t-1" } };
    await rig.publish(withBody(body, { properties }));
    return eventually(async () => {
      const letter = (await listed("OPEN")).find(({ content }) => content.toString() === body);
      expect(letter).toBeDefined();
      return letter as StoredDeadLetter;
    });
  }

  it("when one is redriven, then its message is handled as it first was sent, and its copy leaves the queue", async () => {
    const letter = await die("mended");
    const other = await die("bad");
    const worker = work();
    bad.delete("mended");
    await desk.redrive(letter.id, BY, null);

    await eventually(() => expect(bodies(consumed.handled)).toEqual(["mended"]));
    expect(consumed.handled[0]).toMatchObject({
      ...{ routingKey: "order.created", attempt: 0 },
      properties: {
        ...{ messageId: "id of mended", type: "OrderCreated" },
        headers: { "x-tenant": "t-1", "x-redriven-from": letter.id },
      },
    });
    await eventually(async () => expect(await dead()).toBe(1));
    expect(one(await listed("REDRIVEN"))).toMatchObject({
      ...{ id: letter.id, settledBy: "tester", note: "mended", settledAt: expect.any(Number) },
    });
    expect(await listed("OPEN")).toMatchObject([{ id: other.id }]);
    await eventually(() => expect(worker.told).toEqual({ redriven: 1, found: 0 }));
  });

  it("when a redriven one fails again, then it is a new dead letter that names the one before", async () => {
    const letter = await die("bad");
    work();
    await desk.redrive(letter.id, BY, null);

    const next = await eventually(async () => {
      const [found] = await listed("OPEN");
      expect(found).toBeDefined();
      return found as StoredDeadLetter;
    });
    expect(next.id).not.toBe(letter.id);
    expect(next.headers).toMatchObject({ "x-redriven-from": letter.id, "x-tenant": "t-1" });
    await eventually(async () => expect(await dead()).toBe(1));
    expect(await listed("REDRIVEN")).toMatchObject([{ id: letter.id }]);
  });

  it("when one is discarded, then its copy leaves the queue, and the others stay", async () => {
    const [letter, other] = [await die("first"), await die("second")];
    work();
    await desk.discard(letter.id, BY);

    await eventually(async () => expect(await dead()).toBe(1));
    expect(await listed("OPEN")).toMatchObject([{ id: other.id }]);
    expect(consumed.handled).toEqual([]);
  });

  it("when the log was away while messages died, then they have letters once a process looks, which can be redriven", async () => {
    consumed.to.log = null;
    for (const body of ["one", "two"]) {
      bad.add(body);
      await rig.publish(withBody(body));
    }
    await eventually(async () => expect(await dead()).toBe(2));
    const worker = work();

    const open = await eventually(async () => {
      const letters = await listed("OPEN");
      expect(letters).toHaveLength(2);
      return letters;
    });
    const reason = "data.orderId: Must be a text";
    const told = { source: "order", routingKey: "order.created", reason, attempts: 1 };
    expect(open).toMatchObject([told, told]);
    await eventually(() => expect(worker.told.found).toBe(2));
    bad.clear();
    await desk.redriveAll({ ...NOT_FILTERED, source: "order" }, BY, 10);
    await eventually(() => expect(bodies(consumed.handled)).toEqual(["one", "two"]));
    await eventually(async () => expect(await dead()).toBe(0));
  });

  it("when a message dies unknown to the log later on, then the next comparison finds it", async () => {
    await die("known");
    const worker = work(rig.source, { compareEveryMs: 50 });
    await eventually(() => expect(worker.done.looks).toBe(1));
    consumed.to.log = null;
    bad.add("unknown");
    await rig.publish(withBody("unknown"));

    await eventually(async () => expect(await listed("OPEN")).toHaveLength(2));
    await eventually(() => expect(worker.told.found).toBe(1));
    await eventually(async () => expect(await dead()).toBe(2));
  });

  it("when two processes do this work, then what is redriven is sent once, and another takes over from one that stops", async () => {
    const all = Array.from({ length: 30 }, (_, index) => `m-${index}`);
    for (const body of all) await bury(log, { content: Buffer.from(body) });
    const first = work();
    work();
    await desk.redriveAll(NOT_FILTERED, BY, 20);
    await eventually(async () => expect(await listed("REDRIVEN")).toHaveLength(20));
    await first.stop();
    await desk.redriveAll(NOT_FILTERED, BY, 20);

    await eventually(() => expect(bodies(consumed.handled)).toEqual([...all].sort()));
    await eventually(async () => expect(await listed("REDRIVEN")).toHaveLength(30));
    expect(consumed.handled).toHaveLength(30);
  });

  it("when one cannot be sent, then the others are, and it is open again with the reason", async () => {
    const [stuck] = [await bury(log, { content: Buffer.from("stuck") }), await bury(log)];
    const source: EventSource = {
      ...rig.source,
      redrive: async (message, headers) => {
        if (message.content.toString() === "stuck") throw new Error("a header is too long");
        await rig.source.redrive(message, headers);
      },
    };
    work(source);
    await desk.redriveAll(NOT_FILTERED, BY, 10);

    await eventually(() => expect(consumed.handled).toHaveLength(1));
    await eventually(async () => expect(await listed("OPEN")).toHaveLength(1));
    const open = one(await listed("OPEN"));
    expect(open).toMatchObject({ id: stuck.id, settledBy: null, note: null });
    expect(open.reason).toMatch(/Must be a whole number; it could not be sent again: a header is too long$/);
  });

  it("when the source is away, then what is decided waits, and is sent when it is back", async () => {
    let fault: string | null = "the broker is away";
    const source: EventSource = {
      ...rig.source,
      fault: () => fault,
      redrive: (message, headers) =>
        fault === null ? rig.source.redrive(message, headers) : Promise.reject(new Error(fault)),
    };
    const { id } = await bury(log);
    const worker = work(source);
    await desk.redrive(id, BY, null);
    const before = worker.done.rounds;
    await eventually(() => expect(worker.done.rounds).toBeGreaterThan(before + 3));
    expect(await listed("REDRIVING")).toHaveLength(1);
    fault = null;

    await eventually(() => expect(consumed.handled).toHaveLength(1));
    await eventually(async () => expect(await listed("REDRIVEN")).toHaveLength(1));
  });
});
