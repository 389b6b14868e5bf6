/** @needs postgres */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { dirname } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import pg from "pg";
import { eventually } from "../support/eventually.js";
import { freshDatabase, query, type FreshDatabase } from "../support/services.js";
import { runStock, startStock } from "../support/stock-command.js";
import { openStockFiles, type StockFiles } from "../support/stock-file.js";

// How the commands end where something around them does not hold.

let files: StockFiles;
let database: FreshDatabase;
const ITEMS = 5_000;
const PATIENCE_MS = 60_000;

beforeAll(async () => {
  files = await openStockFiles();
  database = await freshDatabase();
  await stock("import", await files.writeItems("many.csv", ITEMS));
}, PATIENCE_MS);

afterAll(async () => {
  await database.drop();
  await files.remove();
});

const stock = (...args: string[]) => runStock(args, { DATABASE_URL: database.url });

/** Reads the first of its output and no more. */
async function endedByReader(...args: string[]) {
  const child = spawn(process.execPath, ["dist/command.js", ...args], {
    env: { PATH: process.env["PATH"], DATABASE_URL: database.url },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stderr = "";
  child.stderr.on("data", (bytes: Buffer) => (stderr += String(bytes)));
  child.stdout.once("data", () => child.stdout.destroy());
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stderr };
}

it(
  "when the list of failed rows would be the file itself, then it is refused, and the file is as it was",
  async () => {
    const path = await files.write("own.csv", "productVariantId\nown\n");
    const { exitCode, stderr } = await stock("import", path, "--errors", path);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining("would be overwritten")]);
    expect(await files.read("own.csv")).toBe("productVariantId\nown\n");
  },
  PATIENCE_MS,
);

it(
  "when the list of failed rows cannot be written, then it says so, and the exit is 2",
  async () => {
    const path = await files.write("bad.csv", `productVariantId,quantity\n${"a,x\n".repeat(5_000)}`);
    const { exitCode, stderr } = await stock("import", path, "--errors", "/dev/full");
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining("ENOSPC")]);
    expect(stderr).not.toContain("    at ");
  },
  PATIENCE_MS,
);

it(
  "when an export is interrupted, then nothing of it is left",
  async () => {
    const path = files.path("stopped.csv");
    const blocker = new pg.Client({ connectionString: database.url });
    await blocker.connect();
    await blocker.query("BEGIN; LOCK TABLE stock_level");
    const running = startStock(["export", path], { DATABASE_URL: database.url });
    const written = async () => (await readdir(dirname(path))).filter((name) => name.startsWith("stopped"));
    await eventually(async () => expect(await written()).toEqual(["stopped.csv.partial"]));
    running.kill("SIGINT");
    await blocker.query("ROLLBACK");
    await blocker.end();
    expect((await running.ended).exitCode).toBe(130);
    expect(await written()).toEqual([]);
  },
  PATIENCE_MS,
);

it(
  "when whoever reads an output has seen enough, then it ends without a word",
  async () => {
    const exported = await endedByReader("stock", "export", "-", "--format", "csv");
    expect([exported.code, exported.stderr]).toEqual([141, expect.not.stringContaining("EPIPE")]);
    await query(
      database.url,
      "SET session_replication_role = replica; UPDATE stock_level SET quantity = quantity + 1",
    );
    const verified = await endedByReader("verify");
    expect([verified.code, verified.stderr]).toEqual([141, expect.not.stringContaining("EPIPE")]);
  },
  PATIENCE_MS,
);
