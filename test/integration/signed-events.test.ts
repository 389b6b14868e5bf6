/** @needs postgres rabbitmq */
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import type { ConsumeMessage } from "amqplib";
import { createRemoteJWKSet, flattenedVerify } from "jose";
import { readConfig } from "../../src/config.js";
import { createLogger } from "../../src/lib/logger.js";
import { startService, type Service } from "../../src/service.js";
import { openRabbitmqDesk, type RabbitmqDesk } from "../contract/rabbitmq-desk.js";
import { stockUp, tokenFor } from "../support/cluster.js";
import { eventually } from "../support/eventually.js";
import { amqpUrl, freshDatabase, type FreshDatabase } from "../support/services.js";

let database: FreshDatabase;
let desk: RabbitmqDesk;
let folder: string;
let service: Service | undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "stockfeed-signed-"));
  [database, desk] = await Promise.all([freshDatabase(), openRabbitmqDesk()]);
});
afterEach(async () => {
  await service?.close();
  service = undefined;
  await desk.close();
  await database.drop();
  rmSync(folder, { recursive: true });
});

async function start(settings: Record<string, string> = {}): Promise<Service> {
  const config = readConfig({
    ...{ DATABASE_URL: database.url, AMQP_URL: amqpUrl(), AMQP_EXCHANGE_PREFIX: desk.prefix, PORT: "0" },
    ROLES: "api,relay,scheduler",
    ...settings,
  });
  return (service = await startService(config, createLogger("silent")));
}

/** As the page for consumers has it. */
async function verify({ content, properties }: ConsumeMessage, { url }: Service) {
  const keys = createRemoteJWKSet(new URL("/.well-known/event-keys.json", url));
  const [protectedHeader, , signature] = String(properties.headers?.["x-jws-signature"]).split(".");
  return flattenedVerify(
    { protected: protectedHeader ?? "", payload: content, signature: signature ?? "" },
    keys,
  );
}

it("when messages are signed, then a consumer verifies them with the keys at their address, and a changed byte fails", async () => {
  const { privateKey } = generateKeyPairSync("ed25519");
  const EVENT_SIGNING_KEY = join(folder, "key.pem");
  writeFileSync(EVENT_SIGNING_KEY, privateKey.export({ format: "pem", type: "pkcs8" }));
  const started = await start({ EVENT_SIGNING_KEY, EVENT_DIALECTS: "rabbitmq=canonical+lomash" });
  const canonical = await desk.consume("#");
  const lomash = await desk.consume("#", { exchange: `${desk.prefix}lomash` });

  await stockUp(started.url, await tokenFor(started), "signed", 5);

  await eventually(() => expect([canonical.length > 2, lomash.length]).toEqual([true, 2]));
  for (const message of [...canonical, ...lomash]) {
    const { protectedHeader } = await verify(message, started);
    expect(protectedHeader).toMatchObject({ alg: "EdDSA", b64: false });
    const changed = Buffer.from(message.content);
    changed[0] = changed.readUInt8(0) ^ 1;
    await expect(verify({ ...message, content: changed }, started)).rejects.toThrow(/verification failed/);
  }
});

it("when messages are not signed, then there are no keys to be had", async () => {
  const started = await start();

  expect((await fetch(`${started.url}/.well-known/event-keys.json`)).status).toBe(404);
});

it("when the key is none, then the service does not start, and says why in one line", async () => {
  const EVENT_SIGNING_KEY = join(folder, "key.pem");
  writeFileSync(EVENT_SIGNING_KEY, "no key");

  await expect(start({ EVENT_SIGNING_KEY })).rejects.toThrow(
    /^EVENT_SIGNING_KEY: .* is no private key[^\n]*$/,
  );
});

it("when the live sink alone is wanted, then nothing goes to RabbitMQ", async () => {
  const started = await start({ EVENT_SINKS: "live" });

  const { checks } = (await (await fetch(`${started.url}/readyz`)).json()) as {
    checks: Record<string, unknown>;
  };
  expect(Object.keys(checks)).toContain("live-sink");
  expect(Object.keys(checks)).not.toContain("rabbitmq-sink");
});
