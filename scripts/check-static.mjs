// Everything of `npm run check` but the tests. Runs all of it, then names what failed.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);

/** The packages' commands by path: some packages do not export their own manifest. */
const command = (path) => join(dirname(require.resolve("typescript/package.json")), "..", path);

const CHECKS = [
  ["build", "scripts/build.mjs"],
  ["codegen", "scripts/codegen.mjs"],
  ["format", command("prettier/bin/prettier.cjs"), "--check", "--log-level", "warn", "."],
  ["types", command("typescript/bin/tsc"), "--noEmit"],
  ["lint", command("eslint/bin/eslint.js"), "--max-warnings", "0", "."],
  [
    "imports",
    command("dependency-cruiser/bin/dependency-cruise.mjs"),
    "--config",
    ".dependency-cruiser.mjs",
    "src",
    "test",
  ],
  ["unused code", command("knip/bin/knip.js"), "--no-config-hints"],
  ["emitted files", "scripts/emit.mjs", "--check"],
  ["event schemas", "scripts/event-schemas.mjs", "--check"],
  ["migrations", "scripts/check-migrations.mjs"],
];

const failed = CHECKS.filter(([name, ...args]) => {
  const began = Date.now();
  const { status } = spawnSync(process.execPath, args, { stdio: ["ignore", "inherit", "inherit"] });
  console.log(
    `${status === 0 ? "ok    " : "FAILED"} ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`,
  );
  return status !== 0;
}).map(([name]) => name);

if (failed.length > 0) {
  console.error(`check: failed: ${failed.join(", ")}`);
  process.exitCode = 1;
}
