/** @needs postgres */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { freshDatabase, postgresUrl, query, uniqueName, type FreshDatabase } from "../support/services.js";
import { expectConsistent, openStore, stockUp, type Store } from "../support/store.js";

let database: FreshDatabase;
let store: Store;
let right: string;
let wrong: string;

beforeAll(async () => {
  database = await freshDatabase();
  store = openStore(database.url);
  right = await stockUp(store, uniqueName("right"), 5);
  wrong = await stockUp(store, uniqueName("wrong"), 5);
});

afterAll(async () => {
  await store.close();
  await database.drop();
});

const verify = (...args: string[]) => verifyAt(database.url, ...args);

async function verifyAt(url: string, ...args: string[]) {
  const child = spawn(process.execPath, ["dist/command.js", "verify", ...args], {
    env: { PATH: process.env["PATH"], DATABASE_URL: url },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (bytes: Buffer) => (output.stdout += String(bytes)));
  child.stderr.on("data", (bytes: Buffer) => (output.stderr += String(bytes)));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, lines: output.stdout.trim().split("\n"), stderr: output.stderr };
}

it("when all agrees, then it says so and exits with 0", async () => {
  const { code, lines } = await verify();
  expect([code, lines]).toEqual([0, ["2 items checked, 0 differences, 0 repaired, 0 remain."]]);
});

it("when a number is wrong, then it has a line and the exit is 1, until it is repaired", async () => {
  await query(
    database.url,
    `SET session_replication_role = replica;
     UPDATE stock_level SET quantity = 7 WHERE product_variant_id = '${wrong}'`,
  );
  const told = [
    `${wrong}  -  ITEM_QUANTITY  is 5, should be 7`,
    `${wrong}  MAIN  LEDGER_QUANTITY  is 5, should be 7`,
  ];
  const dry = await verify();
  expect([dry.code, dry.lines]).toEqual([
    1,
    [...told, "2 items checked, 2 differences, 0 repaired, 2 remain."],
  ]);
  expect((await verify(right)).code).toBe(0);

  const json = await verify("--json", wrong);
  expect(json.lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    { productVariantId: wrong, warehouse: null, what: "ITEM_QUANTITY", stored: 5, expected: 7 },
    { productVariantId: wrong, warehouse: "MAIN", what: "LEDGER_QUANTITY", stored: 5, expected: 7 },
    { checked: 1, differences: 2, repaired: 0, remaining: 2 },
  ]);

  const repair = await verify("--repair");
  expect([repair.code, repair.lines]).toEqual([
    0,
    [...told, "2 items checked, 2 differences, 2 repaired, 0 remain."],
  ]);
  expect((await verify()).code).toBe(0);
  await expectConsistent(database.url);
  const [entry] = await query(
    database.url,
    "SELECT kind, actor, reason FROM ledger_entry WHERE product_variant_id = $1 ORDER BY item_version DESC LIMIT 1",
    [wrong],
  );
  expect(entry).toEqual({
    kind: "CORRECTION",
    actor: "verify",
    reason: "Repair: ITEM_QUANTITY 5 -> 7, LEDGER_QUANTITY 5 -> 7",
  });
}, 90_000);

it("when an id is unknown, then the exit is 1; when it could not run, then 2", async () => {
  expect(await verify("nobody")).toMatchObject({
    code: 1,
    lines: ["nobody  is unknown", expect.stringContaining("0 items checked")],
  });
  expect(await verify("--mend")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("Usage:\n  npm run -s verify"),
  });
});

it("when the database is away or was never migrated, then it is named with why, and the exit is 2", async () => {
  expect(await verifyAt("postgresql://127.0.0.1:1/none")).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/DATABASE_URL.*ECONNREFUSED/),
  });
  expect(await verifyAt(postgresUrl())).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("migrates it when it starts"),
  });
});
