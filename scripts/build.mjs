// Runs at install (npm `prepare`), so that nothing is built at start.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const require = createRequire(import.meta.url);

function run(packageName, command, args, env = {}) {
  const manifest = require.resolve(`${packageName}/package.json`);
  const script = join(dirname(manifest), require(manifest).bin[command]);
  const { status, signal } = spawnSync(process.execPath, [script, ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (status !== 0) {
    console.error(`build: ${command} ${args[0]} failed (${signal ?? `exit ${status}`})`);
    process.exit(1);
  }
}

// Generating needs no schema engine, but Prisma downloads one unless a file is named.
run("prisma", "prisma", ["generate", "--no-hints"], {
  PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
  PRISMA_HIDE_UPDATE_MESSAGE: "1",
});
run("typescript", "tsc", ["-p", "tsconfig.build.json"]);

// While we may still write there: the service may run as another user.
const { linkLibraries } = await import("../dist/store/embedded/binaries.js");
await linkLibraries().catch((error) => console.error(`build: ${error.message}`));
