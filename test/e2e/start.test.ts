/** @needs postgres redis */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo, type Server } from "node:net";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { readConfig } from "../../src/config.js";
import { StartError } from "../../src/lib/start-error.js";
import { freshDatabase, redisUrl, type FreshDatabase } from "../support/services.js";

let database: FreshDatabase;
let occupant: Server;

beforeAll(async () => {
  database = await freshDatabase();
  occupant = createServer().listen(0, "127.0.0.1");
  await once(occupant, "listening");
});

afterAll(async () => {
  occupant.close();
  await database.drop();
});

type Settings = Record<string, string>;

async function start(settings: Settings): Promise<{ code: number | null; stderr: string }> {
  const child = spawn(process.execPath, ["dist/main.js"], {
    env: { PATH: process.env["PATH"], LOG_LEVEL: "warn", PORT: "0", ...settings },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let stderr = "";
  child.stderr.on("data", (bytes: Buffer) => (stderr += String(bytes)));
  await once(child, "close");
  return { code: child.exitCode, stderr };
}

const DATABASE_URL = "postgresql://127.0.0.1/none";
const AUTH_JWKS_URL = "http://127.0.0.1/jwks";

/** The variable that the line has to name, and what is set. The configuration says so by itself. */
const REFUSED: [string, Settings][] = [
  ["PORT", { PORT: "http" }],
  ["PORT", { PORT: "65536" }],
  ["LOG_LEVEL", { LOG_LEVEL: "loud" }],
  ["ROLES", { ROLES: "api,king" }],
  ["ROLES", { ROLES: "api", DATABASE_URL }],
  ["DATABASE_URL", { DATABASE_URL: "mysql://127.0.0.1/none" }],
  ["REDIS_URL", { REDIS_URL: "127.0.0.1:6379" }],
  ["AMQP_EXCHANGE_PREFIX", { AMQP_EXCHANGE_PREFIX: "mine." }],
  ["AUTH_ISSUER", { AUTH_ISSUER: "https://issuer.example" }],
  ["AUTH_AUDIENCE", { AUTH_JWKS_URL }],
  ["AUTH_EMBEDDED", { AUTH_JWKS_URL, AUTH_EMBEDDED: "true" }],
  ["AUTH_EMBEDDED", { AUTH_EMBEDDED: "perhaps" }],
  ["METRICS_PUBLIC", { METRICS_PUBLIC: "1" }],
  ["LOW_STOCK_THRESHOLD", { LOW_STOCK_THRESHOLD: "-1" }],
  ["RESERVATION_TTL_SECONDS", { RESERVATION_TTL_SECONDS: "1.5" }],
  ["OUTBOX_BATCH_SIZE", { OUTBOX_BATCH_SIZE: "0" }],
];

it.each(REFUSED)(
  "when %s does not go with %j, then the configuration says so in one line",
  (named, settings) => {
    const read = () => readConfig({ LOG_LEVEL: "warn", PORT: "0", ...settings });
    expect(read).toThrow(StartError);
    expect(read).toThrow(new RegExp(`^[^\\n]*${named}[^\\n]*$`));
  },
);

/** One of those, and what is found out later. */
const WRONG: [string, Settings][] = [
  ["PORT", { PORT: "http" }],
  ["DATA_DIR", { DATA_DIR: "/etc/passwd" }],
  ["DATA_DIR", { DATA_DIR: "/etc/passwd/below" }],
];

async function expectOneLine(named: string, settings: Settings): Promise<void> {
  const { code, stderr } = await start(settings);
  expect(stderr).toMatch(/^[^\n]+\n$/);
  expect(stderr).toContain(named);
  expect(code).toBe(1);
}

it.each(WRONG)("when %s does not go with %j, then one line names it, and the exit is 1", expectOneLine);

it.each([
  ["PORT", () => ({ PORT: String((occupant.address() as AddressInfo).port) })],
  ["HOST", () => ({ HOST: "192.0.2.1" })],
])(
  "when the %s cannot be listened on, then one line names it, and the exit is 1",
  async (named, settings) => {
    await expectOneLine(named, { DATABASE_URL: database.url, REDIS_URL: redisUrl(), ...settings() });
  },
);
