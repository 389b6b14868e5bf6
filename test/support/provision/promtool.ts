import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { canInstall, extractProgram } from "./debian.js";
import { findProgram } from "./guarded.js";
import type { Tool } from "./service.js";

/** Fetched once for a checkout: it is part of a package that would bring a server with it. */
const FETCHED = resolve("node_modules/.cache/stockfeed");
const PACKAGED = { debianPackage: "prometheus", path: "usr/bin/promtool" };

/** What checks and tests the rules of Prometheus; a user's own choice is named by PROMTOOL. */
export const promtool: Tool = {
  name: "promtool",
  provide() {
    const given = process.env["PROMTOOL"];
    if (given) return runs(given, "PROMTOOL");
    const found = findProgram("promtool", FETCHED);
    if (found !== undefined) return runs(found, "found");
    if (!canInstall()) return undefined;
    extractProgram(PACKAGED, FETCHED);
    return runs(resolve(FETCHED, "promtool"), `of Debian's ${PACKAGED.debianPackage}`);
  },
};

function runs(path: string, from: string) {
  execFileSync(path, ["--version"], { stdio: "ignore" });
  return { path, from };
}
