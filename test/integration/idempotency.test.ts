/** @needs postgres */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { adjustStock } from "../../src/usecases/adjust-stock.js";
import { reserveStock } from "../../src/usecases/reserve-stock.js";
import { setStocks } from "../../src/usecases/set-stocks.js";
import { freshDatabase, query, uniqueName, type FreshDatabase } from "../support/services.js";
import { CALLER, expectConsistent, openStore, stockUp, type Store } from "../support/store.js";

let database: FreshDatabase;
let here: Store;
let there: Store;

beforeAll(async () => {
  database = await freshDatabase();
  [here, there] = [openStore(database.url), openStore(database.url)];
});

afterAll(async () => {
  await Promise.all([here.close(), there.close()]);
  await expectConsistent(database.url);
  await database.drop();
});

const purchase = (productVariantId: string, idempotencyKey: string, delta = 5) => ({
  productVariantId,
  delta,
  changeType: "PURCHASE" as const,
  idempotencyKey,
});

describe("idempotency keys", () => {
  it("when a request is repeated, then its first answer comes back, ids included, and nothing is done", async () => {
    const id = await stockUp(here, uniqueName("again"), 5);
    const input = {
      orderId: "o",
      lines: [{ productVariantId: id, quantity: 2 }],
      idempotencyKey: uniqueName("key"),
    };
    const first = await reserveStock(here.deps, input, CALLER);
    expect(first).toMatchObject({ ok: true });
    expect(await reserveStock(there.deps, input, CALLER)).toEqual(first);
    expect(await here.reader.items([id])).toMatchObject([{ reserved: 2 }]);
  });

  it("when a refusal is repeated, then it is refused again, although it would succeed now", async () => {
    const id = await stockUp(here, uniqueName("again"), 1);
    const input = {
      orderId: "o",
      lines: [{ productVariantId: id, quantity: 2 }],
      idempotencyKey: uniqueName("key"),
    };
    const first = await reserveStock(here.deps, input, CALLER);
    await adjustStock(here.deps, { productVariantId: id, delta: 5, changeType: "PURCHASE" }, CALLER);
    expect(first.ok).toBe(false);
    expect(await reserveStock(here.deps, input, CALLER)).toEqual(first);
  });

  it("when a key comes with another request, then IDEMPOTENCY_KEY_REUSED", async () => {
    const id = await stockUp(here, uniqueName("other"), 1);
    const key = uniqueName("key");
    await adjustStock(here.deps, purchase(id, key), CALLER);
    const other = await adjustStock(there.deps, purchase(id, key, 6), CALLER);
    expect(other).toMatchObject({
      ok: false,
      refusals: [{ code: "IDEMPOTENCY_KEY_REUSED", field: ["idempotencyKey"] }],
    });
  });

  it("when requests differ in a line that is not valid alone, then they are two requests", async () => {
    const id = await stockUp(here, uniqueName("invalid"), 1);
    const idempotencyKey = uniqueName("key");
    const countTwo = (other: string) => {
      const lines = [
        { productVariantId: id, quantity: 5, changeFromQuantity: null },
        { productVariantId: other, quantity: -1, changeFromQuantity: null },
      ];
      return setStocks(here.deps, { lines, errorPolicy: "REJECT_FAILED", idempotencyKey }, CALLER);
    };
    const first = await countTwo("a");
    expect(first).toMatchObject({
      value: { results: [{}, { refusals: [{ code: "INVALID_QUANTITY" }] }] },
    });
    expect(await countTwo("a")).toEqual(first);
    expect(await countTwo("b")).toMatchObject({ refusals: [{ code: "IDEMPOTENCY_KEY_REUSED" }] });
  });

  it("when another subject uses the same key, then it is another key", async () => {
    const id = await stockUp(here, uniqueName("subject"), 1);
    const key = uniqueName("key");
    await adjustStock(here.deps, purchase(id, key), CALLER);
    await adjustStock(here.deps, purchase(id, key), { ...CALLER, subject: "somebody else" });
    expect(await here.reader.items([id])).toMatchObject([{ quantity: 11 }]);
  });

  it("when one request comes many times at once on two nodes, then it is carried out once", async () => {
    const id = await stockUp(here, uniqueName("atonce"), 1);
    const key = uniqueName("key");
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        adjustStock((index % 2 ? here : there).deps, purchase(id, key), CALLER),
      ),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await here.reader.items([id])).toMatchObject([{ quantity: 6 }]);
  });

  it("when two requests under one key are in one batch, then the second is refused", async () => {
    const id = await stockUp(here, uniqueName("onebatch"), 1);
    const key = uniqueName("key");
    const [, first, second] = await Promise.all([
      adjustStock(here.deps, purchase(id, uniqueName("key")), CALLER),
      adjustStock(here.deps, purchase(id, key), CALLER),
      adjustStock(here.deps, purchase(id, key, 7), CALLER),
    ]);
    expect(first).toMatchObject({ ok: true });
    expect(second).toMatchObject({ ok: false, refusals: [{ code: "IDEMPOTENCY_KEY_REUSED" }] });
  });

  it("when its 24 hours are over, then a key is free again", async () => {
    const id = await stockUp(here, uniqueName("old"), 1);
    const key = uniqueName("key");
    await adjustStock(here.deps, purchase(id, key), CALLER);
    const age = (interval: string) =>
      query(
        database.url,
        `UPDATE idempotency_key SET created_at = now() - interval '${interval}' WHERE key = $1`,
        [key],
      );
    await age("23 hours 59 minutes");
    await adjustStock(here.deps, purchase(id, key), CALLER);
    expect(await here.reader.items([id])).toMatchObject([{ quantity: 6 }]);
    await age("24 hours 1 minute");
    await adjustStock(here.deps, purchase(id, key), CALLER);
    expect(await here.reader.items([id])).toMatchObject([{ quantity: 11 }]);
  });
});
