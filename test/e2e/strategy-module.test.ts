/** @needs postgres */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { createWarehouse } from "../../src/usecases/create-warehouse.js";
import { adjustStock } from "../../src/usecases/adjust-stock.js";
import { eventually } from "../support/eventually.js";
import { freePort, post, tokenFor } from "../support/cluster.js";
import { freshDatabase, uniqueName, type FreshDatabase } from "../support/services.js";
import { CALLER, openStore, stockUp, type Store } from "../support/store.js";

let folder: string;
let database: FreshDatabase;
let store: Store;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "stockfeed-strategy-"));
  database = await freshDatabase();
  store = openStore(database.url);
  await createWarehouse(store.deps, { code: "EAST", name: "East", priority: 10 }, CALLER);
});

afterAll(async () => {
  await store.close();
  await database.drop();
  await rm(folder, { recursive: true });
});

async function start(source: string | null, port = "0") {
  const path = join(folder, `${uniqueName("strategy")}.mjs`);
  if (source !== null) await writeFile(path, source);
  const child = spawn(process.execPath, ["dist/main.js"], {
    env: {
      PATH: process.env["PATH"],
      DATABASE_URL: database.url,
      PORT: port,
      LOG_LEVEL: "silent",
      WAREHOUSE_STRATEGY: path,
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const output = { stderr: "" };
  child.stderr.on("data", (bytes: Buffer) => (output.stderr += String(bytes)));
  return { path, child, output, ended: once(child, "close") };
}

it.each<[string, string | null, string]>([
  ["is missing", null, "cannot be loaded"],
  ["is no JavaScript", "export default (", "cannot be loaded"],
  ["exports no function", "export default { rank: [] }", "must be a function, not object"],
  ["has no default export", "export const rank = () => []", "must be a function, not undefined"],
  ["is async", "export default async (lines) => []", "must answer at once"],
])("when the module %s, then the start stops with one line that says so", async (_what, source, why) => {
  const { path, output, ended } = await start(source);
  expect((await ended)[0]).toBe(1);
  expect(output.stderr.trim().split("\n")).toHaveLength(1);
  expect(output.stderr).toContain(`WAREHOUSE_STRATEGY: `);
  expect(output.stderr).toContain(path);
  expect(output.stderr).toContain(why);
});

it("when a module ranks the warehouses, then the check and the reservation both follow it", async () => {
  const id = await stockUp(store, uniqueName("item"), 10);
  const input = { productVariantId: id, delta: 10, changeType: "PURCHASE", warehouseId: "EAST" } as const;
  await adjustStock(store.deps, input, CALLER);
  const port = await freePort();
  const { child, ended } = await start(
    `export default (lines) => {
       if (lines.some(({ quantity }) => quantity === 7)) throw new Error("unlucky");
       return lines.map(({ sources }) =>
         [...sources].sort((a, b) => (a.warehouse.code < b.warehouse.code ? -1 : 1)).map(({ warehouse }) => warehouse.id));
     };`,
    String(port),
  );
  try {
    const url = `http://127.0.0.1:${port}`;
    await eventually(async () => expect((await fetch(`${url}/readyz`)).status).toBe(200), {
      timeoutMs: 60_000,
    });
    const token = await tokenFor({ url });
    const ask = (quantity: number) =>
      post(url, token, {
        query: `query ($lines: [StockLineInput!]!) { checkAvailability(lines: $lines) { possible lines { sources { quantity warehouse { code } } } } }`,
        variables: { lines: [{ productVariantId: id, quantity }] },
      });
    const reserve = (quantity: number) =>
      post(url, token, {
        query: `mutation ($input: ReserveStockInput!) { reserveStock(input: $input) { reservation { lines { quantity warehouse { code } } } userErrors { message } } }`,
        variables: { input: { orderId: id, lines: [{ productVariantId: id, quantity }] } },
      });
    const east = { quantity: 4, warehouse: { code: "EAST" } };
    expect((await ask(4)).body).toMatchObject({
      data: { checkAvailability: { possible: true, lines: [{ sources: [east] }] } },
    });
    expect((await reserve(4)).body).toMatchObject({
      data: { reserveStock: { reservation: { lines: [east] }, userErrors: [] } },
    });
    expect((await reserve(7)).body.errors?.[0]?.extensions).toEqual({
      code: "INTERNAL_SERVER_ERROR",
      correlationId: expect.any(String),
    });
    expect((await reserve(5)).body.errors).toBeUndefined();
  } finally {
    child.kill("SIGTERM");
    await ended;
  }
}, 60_000);
