/** @needs postgres */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { createGauges } from "../../src/store/gauges.js";
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
