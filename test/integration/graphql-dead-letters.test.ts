/** @needs postgres */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { createLogger } from "../../src/lib/logger.js";
import type { DeadLetter, RedriveLog } from "../../src/ports/dead-letters.js";
import { openDatabase, type Database } from "../../src/store/database.js";
import { createRedriveLog } from "../../src/store/redrive-log.js";
import {
  DEAD_LETTER,
  DEAD_LETTERS,
  DISCARD,
  REDRIVE,
  REDRIVE_ALL,
} from "../support/client/dead-letter-documents.js";
import { bury } from "../support/dead-letters.js";
import type { DeadLettersQuery } from "../support/generated/graphql.js";
import { query, uniqueName } from "../support/services.js";
import { openShop, type Shop } from "../support/shop.js";

let shop: Shop;
let database: Database;
let log: RedriveLog;

beforeAll(async () => {
  shop = await openShop();
  database = openDatabase(shop.url, createLogger("silent"));
  log = createRedriveLog(database.pool);
}, 60_000);
beforeEach(() => query(shop.url, "DELETE FROM dead_letter"));
afterAll(async () => {
  await database.close();
  await shop.close();
});

const nodes = ({ deadLetters }: DeadLettersQuery) => deadLetters.edges.map(({ node }) => node);
const list = async (variables: object = {}) => nodes(await shop.admin.ask(DEAD_LETTERS, variables));
const add = (over: Partial<DeadLetter> = {}) => bury(log, over);
const redrive = async (input: object) =>
  (await shop.admin.ask(REDRIVE, { input: input as { id: string } })).redriveDeadLetter;
const redriveAll = async (input: object) =>
  (await shop.admin.ask(REDRIVE_ALL, { input: input as { source: string } })).redriveDeadLetters;
const discard = async (id: string, note = "sent by hand") =>
  (await shop.admin.ask(DISCARD, { input: { id, note } })).discardDeadLetter;

describe("the list of dead letters", () => {
  it("when a message is dead, then it is told with everything that is known of it", async () => {
    const from = randomUUID();
    const headers = { "x-tenant": "t-1", "x-redriven-from": from, "x-death": [{ count: 2 }] };
    const letter = await add({ headers, attempts: 5 });

    const { deadLetters } = await shop.admin.ask(DEAD_LETTERS, {});

    const { id, eventId, eventType, correlationId, reason, content, diedAt } = letter;
    expect(deadLetters.totalCount).toBe(1);
    expect(deadLetters.edges[0]?.node).toEqual({
      ...{ id, source: "order", eventId, eventType, correlationId, reason, attempts: 5 },
      ...{ routingKey: "order.created", headers, redrivenFrom: from, diedAt: new Date(diedAt).toISOString() },
      ...{ body: content.toString(), bodyEncoding: "UTF8", bodyBytes: content.length, bodyIsCut: false },
      ...{ state: "OPEN", settledBy: null, settledAt: null, note: null },
    });
  });

  it("when it is filtered, then source, words of the reason, type and state must all hold", async () => {
    await add({ reason: "lines.0.quantity: 100% _wrong" });
    await add({ source: "payment", eventType: "PaymentFailed" });
    const discarded = await add({ source: "product" });
    await discard(discarded.id);

    expect(await list({ source: "payment" })).toMatchObject([{ eventType: "PaymentFailed" }]);
    expect(await list({ reasonContains: "100% _" })).toHaveLength(1);
    expect(await list({ reasonContains: "0%_w" })).toHaveLength(0);
    expect(await list({ source: "order", eventType: "PaymentFailed" })).toHaveLength(0);
    expect(await list({ state: "DISCARDED" })).toMatchObject([{ source: "product" }]);
  });

  it("when it is walked in pages, then each comes once, the latest first, also where moments are equal", async () => {
    const now = Date.now();
    for (let index = 0; index < 7; index++) await add({ diedAt: now + 1_000 * Math.floor(index / 3) });
    const all = (await list()).map(({ id }) => id);
    const seen: string[] = [];
    for (let after: string | null = null; ;) {
      const page: DeadLettersQuery = await shop.admin.ask(DEAD_LETTERS, { first: 2, after });
      expect(page.deadLetters.pageInfo.hasPreviousPage).toBe(after !== null);
      seen.push(...nodes(page).map(({ id }) => id));
      if (!page.deadLetters.pageInfo.hasNextPage) break;
      after = page.deadLetters.pageInfo.endCursor ?? null;
    }
    expect(seen).toEqual(all);
    expect(new Set(seen).size).toBe(7);
  });

  it("when an argument cannot be, then it is named", async () => {
    const error = async (variables: object) => {
      const [first] = (await shop.admin.send(DEAD_LETTERS, variables)).errors ?? [];
      return [first?.extensions?.["code"], first?.extensions?.["field"]];
    };
    expect(await error({ first: 251 })).toEqual(["LIMIT_EXCEEDED", ["first"]]);
    expect(await error({ source: "" })).toEqual(["BAD_USER_INPUT", ["source"]]);
    expect(await error({ reasonContains: "" })).toEqual(["BAD_USER_INPUT", ["reasonContains"]]);
    const other = Buffer.from(`replay:${randomUUID()}`).toString("base64url");
    expect(await error({ after: other })).toEqual(["BAD_USER_INPUT", ["after"]]);
  });
});

describe("the body of a dead letter", () => {
  const body = async (content: Buffer) => {
    const { id } = await add({ content });
    const [listed] = await list();
    const { deadLetter } = await shop.admin.ask(DEAD_LETTER, { id });
    await query(shop.url, "DELETE FROM dead_letter");
    return { listed, whole: deadLetter };
  };

  it("when it is no UTF-8, then it is told in base64, and that it is", async () => {
    const bytes = Buffer.from([0x7b, 0xff, 0xfe, 0x00]);
    const { listed } = await body(bytes);
    expect(listed).toMatchObject({ body: bytes.toString("base64"), bodyEncoding: "BASE64", bodyBytes: 4 });
  });

  it("when it is long, then the list has its beginning, without half a character, and the letter all of it", async () => {
    const text = "a".repeat(16_382) + "€".repeat(20_000);
    const { listed, whole } = await body(Buffer.from(text));
    expect(listed).toMatchObject({ bodyEncoding: "UTF8", bodyBytes: 76_382, bodyIsCut: true });
    expect(listed?.body).toBe("a".repeat(16_382));
    expect(whole).toMatchObject({ body: text, bodyBytes: 76_382, bodyIsCut: false });
  });

  it("when it has what text in a database cannot have, then it is told as it is", async () => {
    const text = `\uFEFF{"a":"\u0000"}<b>`;
    const { listed } = await body(Buffer.from(text));
    expect(listed).toMatchObject({ body: text, bodyEncoding: "UTF8" });
  });

  it("when it is larger than what is kept, then it cannot be sent again, one by one or with others, only discarded", async () => {
    const { id } = await add({ content: Buffer.alloc(4 * 1024 * 1024 + 1, "x") });
    const { userErrors } = await redrive({ id });
    expect(userErrors).toMatchObject([
      { code: "INVALID_INPUT", field: ["id"], message: expect.stringContaining("4194305 bytes") },
    ]);
    expect(await redriveAll({ source: "order" })).toMatchObject({ count: 0, hasMore: false });
    expect((await discard(id)).deadLetter).toMatchObject({ id, state: "DISCARDED" });
  });
});

describe("a dead letter", () => {
  it("when it is redriven, then it is on its way, with who decided and why", async () => {
    const { id } = await add();
    expect(await redrive({ id, note: "the warehouse is there now" })).toEqual({
      deadLetter: {
        id,
        state: "REDRIVING",
        settledBy: "admin",
        settledAt: null,
        note: "the warehouse is there now",
      },
      userErrors: [],
    });
    expect(await list()).toEqual([]);
  });

  it("when it is discarded, then it is settled, and neither redriven nor discarded any more", async () => {
    const { id } = await add();
    expect((await discard(id)).deadLetter).toMatchObject({
      ...{ id, state: "DISCARDED", settledBy: "admin", settledAt: expect.any(String), note: "sent by hand" },
    });
    for (const { userErrors } of [await redrive({ id }), await discard(id)]) {
      expect(userErrors).toMatchObject([
        { code: "INVALID_INPUT", field: ["id"], message: "The dead letter has been discarded." },
      ]);
    }
  });

  it("when it is on its way or was sent, then deciding again is refused in those words", async () => {
    const { id } = await add();
    await redrive({ id });
    expect((await redrive({ id })).userErrors[0]?.message).toMatch(/on its way/);
    await log.redriven([id]);
    expect((await discard(id)).userErrors[0]?.message).toMatch(/sent again already/);
  });

  it("when two operators decide at once, then one of them does", async () => {
    const { id } = await add();
    const answers = await Promise.all([redrive({ id }), discard(id), redrive({ id }), discard(id)]);
    expect(answers.filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(1);
  });

  it("when there is none with the id, then NOT_FOUND, also where the id is no UUID", async () => {
    for (const id of [randomUUID(), "none"]) {
      for (const answer of [await redrive({ id }), await discard(id)]) {
        expect(answer).toMatchObject({
          deadLetter: null,
          userErrors: [{ code: "NOT_FOUND", field: ["id"] }],
        });
      }
      expect((await shop.admin.ask(DEAD_LETTER, { id })).deadLetter).toBeNull();
    }
  });

  it("when the input is not valid, then its field is named, and nothing is decided", async () => {
    const { id } = await add();
    const fields = ({ userErrors }: { userErrors: { code: string; field: string[] }[] }) =>
      userErrors.map(({ code, field }) => `${code} ${field.join(".")}`);
    expect(fields(await redrive({ id, note: " \n" }))).toEqual(["INVALID_INPUT note"]);
    expect(fields(await redrive({ id, idempotencyKey: "" }))).toEqual(["INVALID_INPUT idempotencyKey"]);
    expect(fields(await discard(id, ""))).toEqual(["INVALID_INPUT note"]);
    expect(fields(await discard("", "x".repeat(1_001)))).toEqual(["INVALID_INPUT id", "INVALID_INPUT note"]);
    expect(fields(await redriveAll({ source: "", reasonContains: "" }))).toEqual([
      "INVALID_INPUT source",
      "INVALID_INPUT reasonContains",
    ]);
    expect(await list()).toMatchObject([{ state: "OPEN", settledBy: null }]);
  });
});

describe("a redrive with a key", () => {
  it("when it is asked for again, also later and by two at once, then the first answer is told", async () => {
    const { id } = await add();
    const input = { id, note: "mended", idempotencyKey: uniqueName("key") };
    const answers = await Promise.all([redrive(input), redrive(input), redrive(input)]);
    await log.redriven([id]);
    answers.push(await redrive(input));
    for (const answer of answers) expect(answer).toMatchObject({ deadLetter: { id }, userErrors: [] });
  });

  it("when the key stood for another request, then it is refused", async () => {
    const [one, two] = [await add(), await add()];
    const idempotencyKey = uniqueName("key");
    const [first, second] = await Promise.all([
      redrive({ id: one.id, idempotencyKey }),
      redrive({ id: two.id, idempotencyKey }),
    ]);
    const codes = [...first.userErrors, ...second.userErrors].map(({ code }) => code);
    expect(codes).toEqual(["IDEMPOTENCY_KEY_REUSED"]);
    const done = first.deadLetter ? one : two;
    const { userErrors } = await redrive({ id: done.id, idempotencyKey, note: "another" });
    expect(userErrors).toMatchObject([{ code: "IDEMPOTENCY_KEY_REUSED", field: ["idempotencyKey"] }]);
  });
});

describe("a redrive of many", () => {
  it("when a source, words of the reason and a type are named, then what matches all is on its way", async () => {
    const wanted = [await add({ reason: "a: away" }), await add({ reason: "b: away" })];
    await add({ reason: "away", source: "payment" });
    await add({ reason: "away", eventType: "OrderCancelled" });
    await add({ reason: "malformed" });
    const input = {
      source: "order",
      reasonContains: "away",
      eventType: "OrderCreatedEvent",
      note: "it is back",
    };

    expect(await redriveAll(input)).toEqual({ count: 2, hasMore: false, userErrors: [] });

    const redriving = await list({ state: "REDRIVING" });
    expect(redriving.map(({ id }) => id).sort()).toEqual(wanted.map(({ id }) => id).sort());
    expect(redriving).toMatchObject([{ note: "it is back" }, { note: "it is back" }]);
    expect(await redriveAll(input)).toEqual({ count: 0, hasMore: false, userErrors: [] });
  });

  it("when there are more than one call takes, then it says so, and the earliest are first", async () => {
    await query(
      shop.url,
      `INSERT INTO dead_letter (id, source, routing_key, reason, attempts, content, content_bytes, headers, died_at)
       SELECT gen_random_uuid(), 'order', 'k', 'n ' || n, 1, '', 0, '{}', to_timestamp(n) FROM generate_series(1, 1003) n`,
    );
    expect(await redriveAll({ source: "order" })).toEqual({ count: 1_000, hasMore: true, userErrors: [] });
    expect((await list()).map(({ reason }) => reason)).toEqual(["n 1003", "n 1002", "n 1001"]);
    expect(await redriveAll({ source: "order" })).toEqual({ count: 3, hasMore: false, userErrors: [] });
  });
});
