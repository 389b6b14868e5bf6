// Everything of `npm run check` but the tests. Runs all of it, then names what failed.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import "@swc-node/register/esm-register";

const require = createRequire(import.meta.url);

/** The packages' commands by path: some packages do not export their own manifest. */
const command = (path) => join(dirname(require.resolve("typescript/package.json")), "..", path);

/** The longest first. */
const CHECKS = [
  ["lint", command("eslint/bin/eslint.js"), "--max-warnings", "0", "."],
  ["format", command("prettier/bin/prettier.cjs"), "--check", "--log-level", "warn", "."],
  ["types", command("typescript/bin/tsc"), "--noEmit"],
  ["dashboard's types", command("typescript/bin/tsc"), "-p", "src/dashboard"],
  ["GraphiQL's types", command("typescript/bin/tsc"), "-p", "src/graphiql"],
  [
    "imports",
    command("dependency-cruiser/bin/dependency-cruise.mjs"),
    "--config",
    ".dependency-cruiser.mjs",
    "src",
    "test",
    "examples",
  ],
  ["unused code", command("knip/bin/knip.js"), "--no-config-hints"],
  ["emitted files", "scripts/emit.mjs", "--check"],
  ["event schemas", "scripts/event-schemas.mjs", "--check"],
  ["migrations", "scripts/check-migrations.mjs"],
  ["dependencies", "scripts/check-dependencies.mjs"],
];

const { isStale } = await import("../test/support/provision/build.ts");
const failed = [];

/** What a check says is told when it is over: several go on at once. */
async function run([name, ...args]) {
  const began = Date.now();
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes) => said.push(String(bytes)));
  const [status] = await once(child, "close");
  process.stdout.write(said.join(""));
  console.log(
    `${status === 0 ? "ok    " : "FAILED"} ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`,
  );
  if (status !== 0) failed.push(name);
}

// The others look at what is built. `npm ci` has just built it on a machine that checks others' work.
if (process.env.CI && !isStale(process.cwd())) console.log("ok     build (by npm ci)");
else await run(["build", "scripts/build.mjs"]);

const waiting = [...CHECKS];
const lane = async () => {
  for (let next = waiting.shift(); next; next = waiting.shift()) await run(next);
};
await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, lane));

if (failed.length > 0) {
  console.error(`check: failed: ${failed.join(", ")}`);
  process.exitCode = 1;
}
