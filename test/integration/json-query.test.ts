/** @needs postgres */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import pg from "pg";
import { queryJson } from "../../src/store/json-query.js";
import { postgresUrl } from "../support/services.js";

let pool: pg.Pool;

beforeAll(() => {
  pool = new pg.Pool({ connectionString: postgresUrl(), max: 1, statement_timeout: 50 });
});

afterAll(() => pool.end());

const ask = (text: string) => queryJson(pool, { name: text, text }, []);

it("when a statement takes longer than it may, then its caller is told to ask for less, and the connection is of use", async () => {
  await expect(ask("SELECT pg_sleep(20)::text AS json")).rejects.toMatchObject({
    code: "LIMIT_EXCEEDED",
    message: expect.stringContaining("ask for less"),
  });
  await expect(ask("SELECT '1' AS json")).resolves.toBe(1);
});

it("when a statement is wrong, then its own error is told", async () => {
  await expect(ask("SELECT 1 / 0 AS json")).rejects.toMatchObject({ code: "22012" });
});
