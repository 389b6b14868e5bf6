/** @needs postgres */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { runCommand, startCommand } from "../support/command.js";
import { freePort } from "../support/cluster.js";
import { eventually } from "../support/eventually.js";
import { freshDatabase, type FreshDatabase } from "../support/services.js";

// The package as others install it: what npm packs, with the dependencies that are here.

const PATIENCE_MS = 180_000;
const run = promisify(execFile);

let folder: string;
let database: FreshDatabase;

beforeAll(async () => {
  database = await freshDatabase();
  folder = await mkdtemp(join(tmpdir(), "stockfeed-packed-"));
  const { stdout } = await run("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", folder]);
  const [{ filename } = { filename: "" }] = JSON.parse(stdout) as { filename: string }[];
  const installed = join(folder, "node_modules/stockfeed");
  await mkdir(installed, { recursive: true });
  await run("tar", ["-xzf", join(folder, filename), "-C", installed, "--strip-components", "1"]);
  await symlink(resolve("node_modules"), join(installed, "node_modules"));
  const manifest = { name: "shop", version: "1.0.0", dependencies: { stockfeed: "0.1.0" } };
  await writeFile(join(folder, "package.json"), JSON.stringify(manifest));
  // Makes the links of node_modules/.bin, as an installation does.
  await run("npm", ["rebuild", "--offline", "--ignore-scripts"], { cwd: folder });
}, PATIENCE_MS);

afterAll(async () => {
  await rm(folder, { recursive: true });
  await database.drop();
});

it(
  "when the package is installed, then npx finds its command, and the command finds all that it needs",
  async () => {
    const inFolder = (program: [string, ...string[]]) => ({ cwd: folder, program });
    const environment = { DATABASE_URL: database.url };
    const bin = inFolder([join(folder, "node_modules/.bin/stockfeed")]);
    const [byNpm, migrated, verified] = await Promise.all([
      runCommand(["--version"], {}, inFolder(["npm", "exec", "--offline", "--", "stockfeed"])),
      runCommand(["migrate", "--check"], environment, bin),
      runCommand(["verify"], environment, bin),
    ]);
    expect([byNpm.exitCode, byNpm.stdout]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+/)]);
    expect(migrated).toMatchObject({ exitCode: 0, stdout: "The database is up to date.\n" });
    expect(verified).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("0 differences") });

    const port = await freePort();
    const service = startCommand(["serve"], { ...environment, PORT: String(port), LOG_LEVEL: "warn" }, bin);
    try {
      await eventually(
        async () => expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200),
        { timeoutMs: 60_000 },
      );
      const page = await fetch(`http://127.0.0.1:${port}/`);
      expect([page.status, service.stdout()]).toEqual([200, expect.stringContaining("Stockfeed is ready")]);
    } finally {
      service.kill("SIGTERM");
    }
    expect((await service.ended).exitCode).toBe(0);
  },
  PATIENCE_MS,
);
