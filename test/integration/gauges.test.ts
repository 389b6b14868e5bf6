/** @needs postgres */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { createDeadLetters } from "../../src/store/dead-letters.js";
import { createGauges } from "../../src/store/gauges.js";
import { createRedriveLog } from "../../src/store/redrive-log.js";
import { bury } from "../support/dead-letters.js";
import { fillDays } from "../support/feed-days.js";
import { freshDatabase, type FreshDatabase } from "../support/services.js";
import { openStore, type Store } from "../support/store.js";

let database: FreshDatabase;
let store: Store;

beforeAll(async () => {
  database = await freshDatabase();
  store = openStore(database.url);
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

const oldestDays = async () => (await createGauges(store.database.pool).pipeline()).days.oldest;

it("when nothing happens any more, then the last day there was is not told as kept for too long", async () => {
  expect(await oldestDays()).toBe(0);
  await fillDays(database.url, [40], 3);
  expect(await oldestDays()).toBe(0);
  await fillDays(database.url, [30], 3);
  expect(await oldestDays()).toBe(40);
});

it("when letters of several sources are open or on their way, then those are counted, and what is settled is not", async () => {
  const { pool } = store.database;
  const [log, desk, gauges] = [createRedriveLog(pool), createDeadLetters(pool), createGauges(pool)];
  expect((await gauges.pipeline()).deadLetters).toEqual([]);
  const by = { by: "tester", note: "why" };
  for (const source of ["product", "order", "order"]) await bury(log, { source });
  await desk.redrive((await bury(log, { source: "order" })).id, by, null);
  await desk.discard((await bury(log, { source: "payment" })).id, by);
  expect((await gauges.pipeline()).deadLetters).toEqual([
    { source: "order", OPEN: 2, REDRIVING: 1 },
    { source: "payment", OPEN: 0, REDRIVING: 0 },
    { source: "product", OPEN: 1, REDRIVING: 0 },
  ]);
});
