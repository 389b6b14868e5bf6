// Runs at install (scripts/prepare.mjs), so that nothing is built at start.
import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

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

/** Beside each file what is sent in its place to browsers that take it, which all do. */
function compressAssets(folder) {
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    const content = readFileSync(file);
    const params = { [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
    writeFileSync(`${file}.br`, brotliCompressSync(content, { params }));
    writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
  }
}

// Generating needs no schema engine, but Prisma downloads one unless a file is named.
run("prisma", "prisma", ["generate", "--no-hints"], {
  PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
  PRISMA_HIDE_UPDATE_MESSAGE: "1",
});
// Before the program, so that what is built is newer than all it is built of.
await import("./codegen.mjs");
run("typescript", "tsc", ["-p", "tsconfig.build.json"]);
// The types of what others import of the package.
run("typescript", "tsc", ["-p", "tsconfig.kit.json"]);
// Whatever environment it is installed in: by another NODE_ENV, React would be the one for development.
for (const page of ["dashboard", "graphiql"]) {
  run("vite", "vite", ["build", "--config", `src/${page}/vite.config.mjs`, "--logLevel", "warn"], {
    NODE_ENV: "production",
  });
}
compressAssets(join(root, "dist/dashboard/assets"));
compressAssets(join(root, "dist/graphiql/graphiql"));
// What the page asks for by hash; the service reads it at start.
copyFileSync(
  join(root, "src/dashboard/generated/persisted-documents.json"),
  join(root, "dist/dashboard/persisted-documents.json"),
);
// As npm does with what it installs.
chmodSync(join(root, "dist/command.js"), 0o755);
// By its time scripts/prepare.mjs knows whether there is something to build.
writeFileSync(join(root, "dist/.built"), "");

// While we may still write there: the service may run as another user.
const { linkLibraries } = await import("../dist/store/embedded/binaries.js");
await linkLibraries().catch((error) => console.error(`build: ${error.message}`));
