/** @needs postgres */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { createLogger } from "../../src/lib/logger.js";
import type { DeadLetters, RedriveLog } from "../../src/ports/dead-letters.js";
import { openDatabase, type Database } from "../../src/store/database.js";
import { createDeadLetters } from "../../src/store/dead-letters.js";
import { createFeedRetention } from "../../src/store/feed/retention.js";
import { createRedriveLog } from "../../src/store/redrive-log.js";
import { discardDeadLetter } from "../../src/usecases/discard-dead-letter.js";
import { redriveDeadLetter } from "../../src/usecases/redrive-dead-letter.js";
import { redriveDeadLetters } from "../../src/usecases/redrive-dead-letters.js";
import { bury, deadLetter } from "../support/dead-letters.js";
import { freshDatabase, query, type FreshDatabase } from "../support/services.js";
import { CALLER } from "../support/store.js";

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
beforeEach(() => query(fresh.url, "TRUNCATE dead_letter; DELETE FROM lease"));
afterAll(async () => {
  await database.close();
  await fresh.drop();
});

const BY = { by: "tester", note: "why" };
const T = Date.UTC(2026, 10, 21);

describe("a message that died", () => {
  it("when its death is told again, then nothing of its letter changes, also after it was settled", async () => {
    const letter = await bury(log, { diedAt: T });
    await desk.discard(letter.id, BY);
    await log.add({ ...letter, reason: "told again" });
    expect(await log.meet(letter)).toEqual({ state: "DISCARDED", isNew: false });
    expect(await log.meet({ ...letter, diedAt: null })).toEqual({ state: "DISCARDED", isNew: false });
    expect(await desk.find(letter.id)).toMatchObject({ reason: letter.reason, note: "why", diedAt: T });
  });

  it("when an equal one dies later, then what was settled is open again, and nobody has decided on it", async () => {
    const letter = await bury(log, { diedAt: T });
    await desk.redrive(letter.id, BY, "key");
    await log.redriven([letter.id]);
    const again = { ...letter, diedAt: T + 1, reason: "another reason", attempts: 3 };
    expect(await log.meet(again)).toEqual({ state: "OPEN", isNew: true });
    expect(await desk.find(letter.id)).toMatchObject({
      ...{ state: "OPEN", reason: "another reason", attempts: 3, diedAt: T + 1 },
      ...{ settledBy: null, settledAt: null, note: null },
    });
    expect(await desk.redrive(letter.id, BY, "key")).toMatchObject({ outcome: "DONE" });
  });

  it("when an equal one dies while the letter is on its way, then it stays so, with who decided", async () => {
    const letter = await bury(log, { diedAt: T });
    await desk.redrive(letter.id, BY, null);
    expect(await log.meet({ ...letter, diedAt: T + 1 })).toMatchObject({ state: "REDRIVING" });
    expect(await desk.find(letter.id)).toMatchObject({
      state: "REDRIVING",
      settledBy: "tester",
      note: "why",
    });
  });

  it("when it is full of what PostgreSQL does not keep, then it is kept without that, and the body as it is", async () => {
    const hostile = "a\0b\ud800";
    const content = Buffer.from([0, 255, 10]);
    const deep: Record<string, unknown> = {};
    let inner = deep;
    for (let depth = 0; depth < 40; depth++) inner = inner["x"] = {};
    const letter = await bury(log, {
      ...{ content, reason: hostile, routingKey: hostile, eventId: hostile, eventType: hostile },
      headers: {
        [hostile]: hostile,
        bytes: content,
        text: Buffer.from("text"),
        list: [1, hostile],
        big: 1n,
        deep,
      },
      properties: { messageId: hostile, type: null, correlationId: null },
      attempts: 1e12,
    });
    const kept = "ab\uFFFD";
    expect(await desk.find(letter.id)).toMatchObject({
      ...{ content, contentBytes: 3, reason: kept, routingKey: kept, eventId: kept, eventType: kept },
      headers: { [kept]: kept, bytes: "AP8K", text: "text", list: [1, kept], big: "1" },
      properties: { messageId: kept, type: null, correlationId: null },
      attempts: 2_147_483_647,
    });
  });

  it("when its id is none, then that is an error, not a letter", async () => {
    await expect(log.add(deadLetter({ id: "none" }))).rejects.toThrow("none is no id of a dead letter");
  });
});

describe("the work on a source's dead letters", () => {
  it("when a process has a source, then no other gets it until it is released, or some time has passed", async () => {
    await bury(log);
    expect(await log.take("order", "a")).toEqual({ letters: [], unswept: false });
    expect(await log.countUnsettled("order")).toBe(1);
    expect(await log.take("order", "b")).toBeNull();
    expect(await log.take("payment", "b")).not.toBeNull();
    expect(await log.take("order", "a")).not.toBeNull();
    await log.release("order", "b");
    expect(await log.take("order", "b")).toBeNull();
    await log.release("order", "a");
    expect(await log.take("order", "b")).not.toBeNull();
    await query(fresh.url, "UPDATE lease SET expires_at = now() - interval '1 second'");
    expect(await log.take("order", "a")).not.toBeNull();
    expect(await log.take("order", "b")).toBeNull();
  });

  it("when letters are on their way, then they come in the order that they died in, a bounded amount of bytes at a time", async () => {
    const content = Buffer.alloc(3 * 1024 * 1024, "x");
    const ids: string[] = [];
    for (const diedAt of [T + 3, T + 1, T + 2, T]) ids.unshift((await bury(log, { diedAt, content })).id);
    const [first, third, second] = [ids[0], ids[1], ids[2]];
    await desk.redriveAll({ source: "order", reasonContains: null, eventType: null }, BY, 10);
    const work = await log.take("order", "a");
    expect(work?.letters.map(({ id }) => id)).toEqual([first, second, third]);
    expect(work?.letters[0]?.content.equals(content)).toBe(true);
    await log.redriven([first, second, third] as string[]);
    expect(await log.take("order", "a")).toMatchObject({ letters: [{ id: ids[3] }], unswept: true });
  });

  it("when the copies of what was settled are swept, then those settled since are still to be swept", async () => {
    const [one, two] = [await bury(log), await bury(log)];
    await desk.discard(one.id, BY);
    const unswept = await log.unswept("order");
    expect(unswept).toEqual([one.id]);
    expect([...(await log.unsettledOf([one.id, two.id, deadLetter().id]))]).toEqual([two.id]);
    await desk.discard(two.id, BY);
    await log.swept(unswept);
    expect(await log.take("order", "a")).toMatchObject({ unswept: true });
    await log.swept([two.id]);
    expect(await log.take("order", "a")).toMatchObject({ unswept: false });
    expect(await log.countUnsettled("order")).toBe(0);
  });
});

describe("retention", () => {
  it("when letters were settled longer ago than they are kept, then they are gone, and what nobody decided on stays", async () => {
    const [old, young, open, onItsWay] = [await bury(log), await bury(log), await bury(log), await bury(log)];
    await desk.discard(old.id, BY);
    await desk.discard(young.id, BY);
    await desk.redrive(onItsWay.id, BY, null);
    const days = "now() - $2 * interval '1 day'";
    await query(fresh.url, `UPDATE dead_letter SET settled_at = ${days} WHERE id = $1`, [old.id, 5.1]);
    await query(fresh.url, `UPDATE dead_letter SET settled_at = ${days} WHERE id = $1`, [young.id, 4.9]);
    await query(fresh.url, "UPDATE dead_letter SET died_at = now() - interval '1 year'");
    await createFeedRetention(database.pool, { deadLetterDays: 5 }).clean(1);
    const left = await query<{ id: string }>(fresh.url, "SELECT id FROM dead_letter");
    expect(left.map(({ id }) => id).sort()).toEqual([young.id, open.id, onItsWay.id].sort());
  });
});

describe("the audit", () => {
  it("when something is decided, then it is told what and by whom; what was refused is not", async () => {
    const told: unknown[] = [];
    const audit = {
      wants: () => true,
      did: (deed: object, { subject }: { subject: string }) => void told.push({ ...deed, subject }),
      turnedAway: () => undefined,
    };
    const deps = { deadLetters: desk, audit };
    const [one, two, three] = [await bury(log), await bury(log), await bury(log)];
    await redriveDeadLetter(deps, { id: one.id }, CALLER);
    await redriveDeadLetter(deps, { id: one.id }, CALLER);
    await discardDeadLetter(deps, { id: two.id, note: "why" }, CALLER);
    await discardDeadLetter(deps, { id: three.id, note: " " }, CALLER);
    const input = { source: "order", reasonContains: "quantity" };
    await redriveDeadLetters(deps, input, CALLER);
    await redriveDeadLetters(deps, input, CALLER);
    const of = ({ id, eventId }: typeof one) => ({ deadLetterId: id, source: "order", eventId });
    const by = { outcome: "DONE", subject: "tester" };
    expect(told).toEqual([
      { operation: "redriveDeadLetter", of: of(one), ...by },
      { operation: "discardDeadLetter", of: of(two), ...by },
      { operation: "redriveDeadLetters", of: { ...input, eventType: null, count: 1 }, ...by },
    ]);
  });
});
