import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";

interface Entry {
  license?: string;
  integrity?: string;
  resolved?: string;
  dependencies?: Record<string, string>;
  [other: string]: unknown;
}

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), "lockfile-"))));
afterAll(() => rmSync(folder, { recursive: true }));

/** Reviews the lockfile as it is, but for what is done to it. */
function reviewed(change: (packages: Record<string, Entry>) => void) {
  const lock = JSON.parse(readFileSync("package-lock.json", "utf8")) as { packages: Record<string, Entry> };
  change(lock.packages);
  const file = join(folder, "package-lock.json");
  writeFileSync(file, JSON.stringify(lock));
  const { status, stderr } = spawnSync(process.execPath, ["scripts/check-dependencies.mjs", file], {
    encoding: "utf8",
  });
  return { status, stderr };
}

it("when the lockfile is ours, then there is nothing to say of it", () => {
  expect(reviewed(() => undefined)).toEqual({ status: 0, stderr: "" });
}, 60_000);

it("when packages come from elsewhere, unchecked, under another licence or with a script, then each is named", () => {
  const { status, stderr } = reviewed((packages) => {
    const of = (name: string) => packages[`node_modules/${name}`] as Entry;
    delete of("jose").integrity;
    of("ws").integrity = "sha1-AAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    of("pg").resolved = "git+ssh://git@code.example/pg.git#0000";
    of("ioredis").resolved = "http://packages.example/ioredis.tgz";
    of("ajv").license = "GPL-3.0";
    of("dataloader")["hasInstallScript"] = true;
    packages["node_modules/uuid/node_modules/graphql"] = { ...of("graphql"), version: "15.0.0" };
    delete packages["node_modules/elkjs"];
    (packages[""] as Required<Entry>).dependencies["amqplib"] = "github:somebody/amqplib";
  });
  expect(status).toBe(1);
  for (const fault of [
    "node_modules/jose: it has no sha512 integrity.",
    "node_modules/ws: it has no sha512 integrity.",
    "pg: an address is in the lockfile: git+ssh://git@code.example/pg.git#0000.",
    "actual: packages.example",
    "node_modules/ajv: its licence, GPL-3.0, was not accepted.",
    "node_modules/dataloader: it runs a script when it is installed.",
    "graphql: there are",
    "elkjs: accepted, but there is no such package.",
    'amqplib: "github:somebody/amqplib" is no version of the registry\'s.',
  ]) {
    expect(stderr).toContain(fault);
  }
}, 60_000);
