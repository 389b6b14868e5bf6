/** @needs postgres */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { jsonLines, runCommand } from "../support/command.js";
import { freshDatabase, postgresUrl, query, uniqueName, type FreshDatabase } from "../support/services.js";

const PATIENCE_MS = 90_000;
const NOWHERE = { DATABASE_URL: "postgresql://127.0.0.1:1/none" };

let database: FreshDatabase;

beforeAll(async () => void (database = await freshDatabase()));
afterAll(() => database.drop());

/** Tells at the end whether the clients of the database were loaded. */
const TELL_LOADED = `data:text/javascript,${encodeURIComponent(`
  import { Module } from "node:module";
  process.on("exit", () => process.stderr.write(
    Object.keys(Module._cache).some((path) => /node_modules.(pg|@prisma).(lib|client)/.test(path)) ? "loaded" : "not loaded"));
`)}`;

it(
  "when a command is asked for help, then nothing is loaded that would carry it out",
  async () => {
    const program = [process.execPath, "--import", TELL_LOADED, "dist/command.js"] as const;
    const [help, verify] = await Promise.all([
      runCommand(["verify", "--help"], NOWHERE, { program }),
      runCommand(["verify"], { DATABASE_URL: database.url }, { program }),
    ]);
    expect([help.exitCode, help.stderr]).toEqual([0, "not loaded"]);
    expect([verify.exitCode, verify.stderr]).toEqual([0, "loaded"]);
  },
  PATIENCE_MS,
);

it(
  "when the words are wrong, then the exit is 2; the version is the package's",
  async () => {
    const [none, unknown, version] = await Promise.all([
      runCommand([]),
      runCommand(["veryfy"]),
      runCommand(["--version"]),
    ]);
    expect([none.exitCode, none.stdout]).toEqual([2, ""]);
    expect([unknown.exitCode, unknown.stdout]).toEqual([2, ""]);
    expect(unknown.stderr).toContain("Did you mean verify?");
    const manifest = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    expect([version.exitCode, version.stdout]).toEqual([0, `${manifest.version}\n`]);
  },
  PATIENCE_MS,
);

it(
  "when the database is out of reach, or a setting is wrong, then one line names it, and the exit is 2",
  async () => {
    const words = [["migrate"], ["verify"], ["events", "tail"], ["events", "failed"], ["events", "dead"]];
    for (const { exitCode, stdout, stderr } of await Promise.all(
      words.map((each) => runCommand(each, NOWHERE)),
    )) {
      expect([exitCode, stdout]).toEqual([2, ""]);
      expect(stderr).toMatch(/^The database \(DATABASE_URL\) cannot be used: .*ECONNREFUSED.*\n$/);
    }
    const wrong = await runCommand(["events", "tail"], { DATABASE_URL: "mysql://u:secret@h/d" });
    expect(wrong).toMatchObject({
      exitCode: 2,
      stdout: "",
      stderr: expect.stringMatching(/^DATABASE_URL must .*\n$/),
    });
  },
  PATIENCE_MS,
);

it(
  "when NODE_ENV is production, then commands beside the service need nobody who gives tokens",
  async () => {
    const environment = { NODE_ENV: "production", DATABASE_URL: database.url };
    const [verify, token] = await Promise.all([
      runCommand(["verify"], environment),
      runCommand(["token"], environment),
    ]);
    expect(verify).toMatchObject({ exitCode: 0, stderr: "" });
    expect(token).toMatchObject({
      exitCode: 1,
      stdout: "",
      stderr: expect.stringContaining("AUTH_JWKS_URL"),
    });
  },
  PATIENCE_MS,
);

it(
  "when a token is asked for, then it alone is printed; of a role that is not known there is none",
  async () => {
    const environment = { DATABASE_URL: database.url };
    // The first makes the key that both are signed with.
    const plain = await runCommand(["token", "Storefront"], environment);
    const [json, unknown] = await Promise.all([
      runCommand(["token", "--json"], environment),
      runCommand(["token", "nobody"], environment),
    ]);
    const jwt = /^[\w-]+\.[\w-]+\.[\w-]+$/;
    expect([plain.exitCode, plain.stderr]).toEqual([0, ""]);
    expect(plain.stdout.trim()).toMatch(jwt);
    expect(jsonLines(json.stdout)).toEqual([{ token: expect.stringMatching(jwt), expiresInSeconds: 43_200 }]);
    expect(unknown).toMatchObject({
      exitCode: 1,
      stdout: "",
      stderr: expect.stringMatching(/^There is no role "nobody"; known are .*\n$/),
    });
  },
  PATIENCE_MS,
);

it(
  "when a database is migrated, then each migration is applied once and named, and after that there is nothing to do",
  async () => {
    const name = uniqueName("stockfeed_migrate");
    await query(postgresUrl(), `CREATE DATABASE "${name}" TEMPLATE template0 ENCODING 'UTF8'`);
    try {
      const url = new URL(postgresUrl());
      url.pathname = `/${name}`;
      const migrate = (...words: string[]) => runCommand(["migrate", ...words], { DATABASE_URL: url.href });
      const before = await migrate("--check", "--json");
      const [{ pending } = {}] = jsonLines(before.stdout) as { pending?: string[] }[];
      expect([before.exitCode, before.stderr, pending?.length]).toEqual([1, "", expect.any(Number)]);

      const both = await Promise.all([migrate("--json"), migrate("--json")]);
      expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
      const applied = both.map(({ stdout }) => (jsonLines(stdout)[0] as { applied: string[] }).applied);
      expect(applied.sort((a, b) => b.length - a.length)).toEqual([pending, []]);

      const [after, again] = await Promise.all([migrate("--check"), migrate()]);
      const told = { exitCode: 0, stdout: "The database is up to date.\n", stderr: "" };
      expect([after, again]).toEqual([told, told]);
    } finally {
      await query(postgresUrl(), `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
    }
  },
  PATIENCE_MS,
);
