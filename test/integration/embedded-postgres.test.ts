import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { openEmbeddedPostgres, runningEmbeddedPostgres } from "../../src/store/embedded-postgres.js";
import { query } from "../support/services.js";

let dataDir: string;
let locations: string[];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "stockfeed-embedded-"));
  locations = [dataDir];
});
afterEach(() => Promise.all(locations.map((path) => rm(path, { recursive: true, force: true }))));

async function open() {
  const database = await openEmbeddedPostgres(dataDir);
  locations.push(dirname(database.location));
  return database;
}

test("when it is closed and opened again, then what was written is there", async () => {
  const first = await open();
  await query(first.url, "CREATE TABLE kept AS SELECT 7 AS n");
  expect(await runningEmbeddedPostgres(dataDir)).toBe(first.url);
  await first.close();
  expect(await runningEmbeddedPostgres(dataDir)).toBeUndefined();

  const second = await open();
  expect(await query(second.url, "SELECT n FROM kept")).toEqual([{ n: 7 }]);
  await second.close();
});

test("when the data directory is in use, then a second opening names it and says what to do", async () => {
  const first = await open();
  await expect(openEmbeddedPostgres(dataDir)).rejects.toThrow(
    `DATA_DIR ${dataDir} is in use by another process`,
  );
  await first.close();
});

test("when the process that had it is killed, then the next one takes the orphan over", async () => {
  const killed = spawn(process.execPath, [
    "--import",
    "@swc-node/register/esm-register",
    "--input-type=module",
    "--eval",
    `const { openEmbeddedPostgres } = await import("./src/store/embedded-postgres.ts");
     const { query } = await import("./test/support/database.ts");
     const { url } = await openEmbeddedPostgres(${JSON.stringify(dataDir)});
     await query(url, "CREATE TABLE kept AS SELECT 7 AS n");
     process.kill(process.pid, "SIGKILL");`,
  ]);
  await new Promise((resolve) => killed.once("exit", resolve));
  expect(killed.signalCode).toBe("SIGKILL");

  const next = await open();
  expect(await query(next.url, "SELECT n FROM kept")).toEqual([{ n: 7 }]);
  await next.close();
});
