import { spawnSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Suite } from "./suites.js";

const SOURCES = ["src", "prisma", "tsconfig.json", "tsconfig.build.json", "tsconfig.kit.json"];

/** Suites of whole processes run what is built: that must be what is written. */
export function buildFor(suites: readonly Suite[]): void {
  if (!suites.some(({ path }) => path.includes("/test/e2e/")) || !isStale(process.cwd())) return;
  console.log("dist is older than the sources: building");
  const { status, stdout, stderr } = spawnSync(process.execPath, ["scripts/build.mjs"], { encoding: "utf8" });
  if (status !== 0) throw new Error(`The build failed:\n${stdout}${stderr}`);
}

/** Whether anything the build reads was changed, added or removed after it. */
export function isStale(root: string): boolean {
  const built = statSync(join(root, "dist/main.js"), { throwIfNoEntry: false });
  return built === undefined || SOURCES.some((source) => newest(join(root, source)) > built.mtimeMs);
}

/** A folder's own time tells of what was removed from it. */
function newest(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return 0;
  const within = found.isDirectory() ? readdirSync(path).map((name) => newest(join(path, name))) : [];
  return Math.max(found.mtimeMs, ...within);
}
