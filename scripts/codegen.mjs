// The typed clients of the tests and of the dashboard, from schema.graphql and their documents.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);
const manifest = require.resolve("@graphql-codegen/cli/package.json");
const script = join(dirname(manifest), require(manifest).bin["graphql-codegen"]);
const { status, stderr } = spawnSync(process.execPath, [script, "--config", "codegen.yml", "--silent"], {
  stdio: ["ignore", "ignore", "pipe"],
  encoding: "utf8",
});
if (status !== 0) {
  console.error(`codegen failed:\n${stderr}`);
  process.exit(1);
}
