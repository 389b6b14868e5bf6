import { randomBytes } from "node:crypto";
import type { Client } from "pg";
import { createScope, type Scope } from "../../src/lib/scope.js";
import { topology } from "../../src/messaging/rabbitmq-topology.js";
import { writeHistory } from "../pipeline/history.js";
import type { RawBrokerJob, RawBrokerResult } from "../pipeline/pipeline.js";
import { openProfile } from "../report/profile.js";
import { say } from "../report/row.js";
import { bindQueue } from "../stage/broker.js";
import { startService } from "../stage/service.js";
import { openStage, type Stage } from "../stage/stage.js";
import { startWorker } from "../stage/worker.js";
import { VARIANTS, variant } from "../stage/variants.js";
import type { Bench } from "./bench.js";

const EVENTS = 100_000;
/** One reserve of many lines causes one event a line. */
const LINES = 50;
const TARGET = 12_000;
/** Of what the broker takes from a publisher that has nothing else to do. */
const TARGET_RATIO = 0.4;
const RAW_WINDOW = 2_000;
const PATIENCE_MS = 120_000;

/**
 * Events pile up without a relay; then one starts, and the queue is watched filling. A
 * quorum queue counts what it has stored, which is what it confirms.
 */
export const feedDrain: Bench = async ({ options, emit, signal }) => {
  const scope = createScope();
  const profile = await openProfile(options.profile, "feed-drain");
  try {
    const stage = await openStage("api", scope);
    await writeHistory(stage.client, options.history);
    const queue = await bindQueue(stage.channel, stage.exchangePrefix, scope);
    say(`feed-drain: causing ${EVENTS} events`);
    await causeEvents(stage);
    await stage.service.stop();
    const pending = await numberOf(stage.client, "SELECT count(*) FROM outbox");
    signal.throwIfAborted();

    const spawned = performance.now();
    const relay = startRelay(stage, scope, profile?.dir);
    const { first, last } = await watchQueue(stage.channel, { queue, end: pending, signal });
    await (await relay).stop();
    const taken = (last.position - first.position) / ((last.at - first.at) / 1000);
    const { messageCount } = await stage.channel.checkQueue(queue);
    const whole = { secondsFromSpawn: (last.at - spawned) / 1000, inQueue: messageCount };
    const { history } = options;
    emit({
      ...{ bench: "feed-drain", subject: "service", value: taken, unit: "events/s" },
      ...{ events: pending, history, ...whole },
    });
    emit({ bench: "feed-drain-target", value: taken, target: TARGET, ok: taken >= TARGET });
    if (messageCount < pending)
      throw new Error(`${pending} events were due, ${messageCount} are in the queue.`);
    await stage.channel.purgeQueue(queue);
    const raw = await rawBroker(stage, scope);
    emit({ bench: "feed-drain", subject: "raw-broker", value: raw, unit: "messages/s" });
    const value = taken / raw;
    emit({ bench: "feed-drain-ratio", value, target: TARGET_RATIO, ok: value >= TARGET_RATIO });
  } finally {
    await scope.close();
    await profile?.report();
  }
};

/** Into the same queue, by a process of its own. */
async function rawBroker({ exchangePrefix }: Stage, scope: Scope): Promise<number> {
  const file = new URL("../pipeline/raw-broker.ts", import.meta.url);
  const worker = startWorker<RawBrokerJob, RawBrokerResult>(file, scope);
  const exchange = topology(exchangePrefix).events;
  return (await worker.run({ exchange, messages: EVENTS, window: RAW_WINDOW })).perSecond;
}

function startRelay({ databaseUrl, exchangePrefix }: Stage, scope: Scope, profileDir: string | undefined) {
  return startService({ databaseUrl, exchangePrefix, roles: "relay", profileDir }, scope);
}

interface Sight {
  readonly at: number;
  readonly position: number;
}

/** From the first confirmed batch, so that the start of a process is not part of the figure. */
async function watchQueue(
  channel: Stage["channel"],
  { queue, end, signal }: { queue: string; end: number; signal: AbortSignal },
): Promise<{ first: Sight; last: Sight }> {
  let first: Sight | undefined;
  const deadline = performance.now() + PATIENCE_MS;
  while (performance.now() < deadline) {
    signal.throwIfAborted();
    const { messageCount: position } = await channel.checkQueue(queue);
    const sight = { at: performance.now(), position };
    if (position > 0) first ??= sight;
    if (first && position >= end) return { first, last: sight };
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`The feed was not drained within ${PATIENCE_MS / 1000} s.`);
}

async function numberOf(client: Client, sql: string): Promise<number> {
  const { rows } = await client.query<unknown[]>({ text: sql, rowMode: "array" });
  return Number(rows[0]?.[0] ?? 0);
}

async function causeEvents({ service, headers }: Stage): Promise<void> {
  const query = `mutation Reserve($input: ReserveStockInput!) { reserveStock(input: $input) { userErrors { code message } } }`;
  let next = 0;
  async function one(): Promise<void> {
    while (next < EVENTS / LINES) {
      const from = next++ * LINES;
      const lines = Array.from({ length: LINES }, (_, index) => ({
        productVariantId: variant((from + index) % VARIANTS),
        quantity: 1,
      }));
      const input = { orderId: randomBytes(9).toString("base64url"), lines };
      const response = await fetch(`${service.origin}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify({ query, variables: { input } }),
      });
      const answer = await response.text();
      if (!answer.includes('"userErrors":[]'))
        throw new Error(`A reserve was refused: ${answer.slice(0, 500)}`);
    }
  }
  await Promise.all(Array.from({ length: 16 }, one));
}
