/** @needs postgres */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, symlink } from "node:fs/promises";
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
    const link = files.path("link.csv");
    await symlink(path, link);
    for (const name of [path, link, `${dirname(path)}/./own.csv`]) {
      const { exitCode, stderr } = await stock("import", path, "--errors", name);
      expect([exitCode, stderr]).toEqual([2, expect.stringContaining("would be overwritten")]);
    }
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

it.each([
  [["export", "/nowhere/x.csv"], "/nowhere/x.csv cannot be written: ENOENT: no such file or directory\n"],
  [
    ["import", "FILE", "--errors", "/nowhere/x"],
    "--errors /nowhere/x cannot be written: ENOENT: no such file or directory\n",
  ],
  [["import", "/nowhere.csv"], "/nowhere.csv cannot be read: ENOENT: no such file or directory\n"],
])(
  "when %j names a folder or file that is not there, then one line says so by the name that was given",
  async (args, said) => {
    const path = await files.write("one.csv", "productVariantId\none\n");
    const told = await stock(...args.map((arg) => (arg === "FILE" ? path : arg)));
    expect(told).toMatchObject({ exitCode: 2, stdout: "", stderr: said });
  },
  PATIENCE_MS,
);

it(
  "when a row is malformed, then nothing before it is imported either, and that is said",
  async () => {
    const path = await files.write("malformed.csv", 'productVariantId\nfine-before\n"bad" one\n');
    const { exitCode, stderr } = await stock("import", path);
    expect(exitCode).toBe(2);
    expect(stderr).toBe(
      `${path}: The row that begins on line 3 has a cell that goes on after its closing quote: ` +
        "a quote within a cell in quotes is written twice. Nothing was imported.\n",
    );
    const found = await query(database.url, "SELECT FROM inventory WHERE product_variant_id = 'fine-before'");
    expect(found).toEqual([]);
  },
  PATIENCE_MS,
);

it(
  "when a command is asked for help, then it prints how it is used, without a database",
  async () => {
    for (const args of [
      ["stock", "--help"],
      ["stock", "import", "-h"],
      ["verify", "--help"],
      ["token", "-h"],
    ]) {
      const child = spawn(process.execPath, ["dist/command.js", ...args], {
        env: { PATH: process.env["PATH"], DATABASE_URL: "postgresql://127.0.0.1:1/none" },
        stdio: ["ignore", "pipe", "pipe"],
      });
      const output = { stdout: "", stderr: "" };
      child.stdout.on("data", (bytes: Buffer) => (output.stdout += String(bytes)));
      child.stderr.on("data", (bytes: Buffer) => (output.stderr += String(bytes)));
      const [code] = (await once(child, "close")) as [number | null];
      expect({ code, ...output }).toEqual({
        code: 0,
        stdout: expect.stringMatching(`^Usage:\n  npm run (-s )?${args[0] as string} `),
        stderr: "",
      });
    }
  },
  PATIENCE_MS,
);

it(
  "when standard error is no terminal, then no bar is drawn on it",
  async () => {
    const exported = await stock("export", files.path("quiet.csv"));
    expect([exported.exitCode, exported.stderr]).toEqual([0, `${ITEMS} rows were exported.\n`]);
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
