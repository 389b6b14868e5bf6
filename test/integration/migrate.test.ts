/** @needs postgres */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { migrate } from "../../src/store/migrate.js";
import { migrationNames } from "../../src/store/migrations.js";
import { freshDatabase, query, type FreshDatabase } from "../support/services.js";

let database: FreshDatabase;

beforeAll(async () => {
  database = await freshDatabase();
  await query(database.url, "DROP SCHEMA public CASCADE");
  await query(database.url, "CREATE SCHEMA public");
});
afterAll(() => database.drop());

test("when several processes migrate an empty database at once, then each migration is applied once", async () => {
  const applied = await Promise.all([1, 2, 3].map(() => migrate(database.url)));

  expect(applied.flat()).toEqual(await migrationNames());
  const rows = await query(database.url, "SELECT finished_at FROM _prisma_migrations");
  expect(rows).toHaveLength(applied.flat().length);
});
