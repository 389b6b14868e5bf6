import { execFileSync } from "node:child_process";
import { canInstall, installPackages } from "./debian.js";
import { findProgram } from "./guarded.js";
import type { Tool } from "./service.js";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];
/** Without a font there is no text to be measured or seen. */
const PACKAGES = ["chromium", "fonts-dejavu-core"];

/** The browser of the dashboard's tests; a user's own choice is named by CHROMIUM. */
export const chromium: Tool = {
  name: "chromium",
  provide() {
    const given = process.env["CHROMIUM"];
    if (given) return runs(given, "CHROMIUM");
    const found = find();
    if (found !== undefined) return runs(found, "found");
    if (!canInstall()) return undefined;
    installPackages(PACKAGES);
    const installed = find();
    return installed === undefined ? undefined : runs(installed, `of Debian's ${PACKAGES[0]}`);
  },
};

function find(): string | undefined {
  for (const name of NAMES) {
    const path = findProgram(name);
    if (path !== undefined) return path;
  }
  return undefined;
}

function runs(path: string, from: string) {
  execFileSync(path, ["--version"], { stdio: "ignore" });
  return { path, from };
}
