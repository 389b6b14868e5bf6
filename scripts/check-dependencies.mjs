// Reviews what is installed with the service: where it comes from, under which licence, what it
// runs at install, and whether anybody warns of it. What was accepted, and why, is in
// scripts/dependencies/accepted.json.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { advisories } from "./dependencies/advisories.mjs";
import { review } from "./dependencies/review.mjs";

const require = createRequire(import.meta.url);
const read = (file) => JSON.parse(readFileSync(file, "utf8"));
const lockfile = process.argv[2] ?? fileURLToPath(new URL("../package-lock.json", import.meta.url));
const accepted = read(new URL("dependencies/accepted.json", import.meta.url));

const lint = join(dirname(require.resolve("lockfile-lint/package.json")), "bin/lockfile-lint.js");
const rules = ["--type", "npm", "--validate-https", "--validate-integrity", "--validate-package-names"];
const linted = spawnSync(process.execPath, [
  lint,
  ...["--path", lockfile, ...rules, "--allowed-hosts", "npm", "--format", "plain"],
]);

// The advisories are those of the folder's own lockfile.
const asked = process.argv[2] === undefined ? advisories(accepted.advisories) : { faults: [], notRun: null };
const faults = [
  ...(linted.status === 0 ? [] : [`${linted.stdout}${linted.stderr}`.trim()]),
  ...review(read(lockfile), accepted),
  ...asked.faults,
];
for (const fault of faults) console.error(fault);
if (asked.notRun !== null)
  console.log(`NOT RUN audit: no advisories can be asked for here (${asked.notRun}).`);
if (faults.length > 0) process.exitCode = 1;
