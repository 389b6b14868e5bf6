import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
const env = { ...process.env };
env.TEST_RUN_ID = `${Date.now().toString(36)}${randomBytes(2).toString("hex")}`;
env.TEST_DATABASE_URL = process.env.DATABASE_URL ?? "postgresql://postgres@127.0.0.1:5432/postgres";
env.TEST_REDIS_URL = process.env.REDIS_URL ?? "redis://127.0.0.1:6379";
env.TEST_AMQP_URL = process.env.AMQP_URL ?? "amqp://guest:guest@127.0.0.1:5672";
spawn(
  process.execPath,
  [
    "--experimental-vm-modules",
    "--disable-warning=ExperimentalWarning",
    "node_modules/jest/bin/jest.js",
    ...process.argv.slice(2),
  ],
  { env, stdio: "inherit" },
).on("exit", (code) => (process.exitCode = code ?? 1));
