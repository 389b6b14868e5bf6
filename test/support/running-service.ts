import { randomBytes } from "node:crypto";
import { connect } from "amqplib";
import { readConfig } from "../../src/config.js";
import { DIALECTS } from "../../src/config/pipeline.js";
import { createLogger } from "../../src/lib/logger.js";
import { topology } from "../../src/messaging/rabbitmq-topology.js";
import { startService } from "../../src/service.js";
import { tokenFor } from "./cluster.js";
import { removeInbound } from "./inbound/remove-inbound.js";
import { amqpUrl, freshDatabase, redisUrl, uniqueName, type FreshDatabase } from "./services.js";

export interface RunningService {
  readonly url: string;
  readonly token: string;
  readonly database: FreshDatabase;
  readonly exchangePrefix: string;
  /** What it has logged, a line each. */
  readonly log: string[];
  readonly logged: () => Record<string, unknown>[];
  /** Every sample of /metrics, as `name{label="value"}` and the number. */
  metrics(): Promise<Map<string, number>>;
  readiness(): Promise<{ status: number; body: Readiness }>;
  close(): Promise<void>;
}

export interface Readiness {
  readonly status: string;
  readonly checks: Record<string, "up" | "down">;
  readonly reasons: Record<string, string>;
}

/** The whole service in this process, on servers with a database and exchanges of its own. */
export async function openService(
  environment: Record<string, string> = {},
  /** By which way it reaches its database. */
  through: (databaseUrl: string) => string | Promise<string> = (url) => url,
): Promise<RunningService> {
  const database = await freshDatabase();
  const exchangePrefix = `${uniqueName(randomBytes(2).toString("hex"))}.`;
  const log: string[] = [];
  const logger = createLogger(environment["LOG_LEVEL"] ?? "debug", { write: (line) => void log.push(line) });
  const config = readConfig({
    ...{ PORT: "0", DATABASE_URL: await through(database.url), REDIS_URL: redisUrl() },
    ...{ AMQP_URL: amqpUrl(), AMQP_EXCHANGE_PREFIX: exchangePrefix },
    // Those that consume ask for it: it has a dozen queues.
    ROLES: "api,relay,scheduler",
    ...environment,
  });
  const service = await startService(config, logger);
  const { url } = service;
  const token = await tokenFor({ url });
  return {
    ...{ url, token, database, exchangePrefix, log },
    logged: () => log.map((line) => JSON.parse(line) as Record<string, unknown>),
    metrics: async () => samplesOf(await scrape(url, token)),
    async readiness() {
      const response = await fetch(`${url}/readyz`);
      return { status: response.status, body: (await response.json()) as Readiness };
    },
    async close() {
      await service.close();
      await removeTopology(exchangePrefix);
      if (config.roles.has("consumer"))
        await removeInbound(exchangePrefix, config.consumers.retryStepsSeconds);
      await database.drop();
    },
  };
}

async function scrape(url: string, token: string): Promise<string> {
  const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${response.status}: ${text}`);
  return text;
}

export function samplesOf(text: string): Map<string, number> {
  const samples = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(
    samples.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ")))]),
  );
}

async function removeTopology(exchangePrefix: string): Promise<void> {
  const connection = await connect(amqpUrl());
  const channel = await connection.createChannel();
  const { events, dialects, unrouted, deadLetters, dead } = topology(exchangePrefix, DIALECTS);
  for (const exchange of [events, ...dialects, unrouted, deadLetters]) await channel.deleteExchange(exchange);
  for (const queue of [unrouted, dead]) await channel.deleteQueue(queue);
  await connection.close();
}
