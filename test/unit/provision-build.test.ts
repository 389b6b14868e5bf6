import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { isStale } from "../support/provision/build.js";

let root: string;

const BEFORE = 1_000;
const BUILT = 2_000;
const AFTER = 3_000;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "stockfeed-build-"));
  for (const file of ["src/main.ts", "src/domain/rule.ts", "prisma/migrations/1/migration.sql"]) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), "");
  }
  const paths = [
    "src/main.ts",
    "src/domain/rule.ts",
    "src/domain",
    "src",
    "prisma/migrations/1/migration.sql",
  ];
  for (const path of [...paths, "prisma/migrations/1", "prisma/migrations", "prisma"]) touch(path, BEFORE);
  mkdirSync(join(root, "dist"));
  writeFileSync(join(root, "dist/main.js"), "");
  touch("dist/main.js", BUILT);
});

afterEach(() => rmSync(root, { recursive: true }));

function touch(path: string, seconds: number): void {
  utimesSync(join(root, path), seconds, seconds);
}

it("when nothing was changed since the build, then it is not stale", () => {
  expect(isStale(root)).toBe(false);
});

it.each(["src/domain/rule.ts", "prisma/migrations/1/migration.sql"])(
  "when %s was changed after the build, then it is stale",
  (path) => {
    touch(path, AFTER);
    expect(isStale(root)).toBe(true);
  },
);

it("when a source was removed after the build, then it is stale", () => {
  rmSync(join(root, "src/domain/rule.ts"));
  expect(isStale(root)).toBe(true);
});

it("when it was never built, then it is stale", () => {
  rmSync(join(root, "dist"), { recursive: true });
  expect(isStale(root)).toBe(true);
});
