/** @needs postgres */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { migrate } from "../../src/store/migrate.js";
import { freshDatabase, query, type FreshDatabase } from "../support/services.js";

let database: FreshDatabase;

beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

test("when a migration has failed before, then migrating says so and applies nothing", async () => {
  await query(database.url, "UPDATE _prisma_migrations SET finished_at = NULL");

  await expect(migrate(database.url)).rejects.toThrow(/could not be migrated: .*failed/s);
});

test("when every migration has been applied, then nothing is applied again", async () => {
  await query(database.url, "UPDATE _prisma_migrations SET finished_at = now()");

  expect(await migrate(database.url)).toEqual([]);
});
