/** @needs postgres redis rabbitmq */
import { randomInt } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { planKills, type Kill } from "../support/chaos/plan.js";
import { Recoveries } from "../support/chaos/report.js";
import { openStage, type Stage } from "../support/chaos/stage.js";
import { Traffic } from "../support/chaos/traffic.js";
import { Witness } from "../support/chaos/witness.js";
import { checkAll } from "../support/checks.js";
import { expectAnswered } from "../support/chaos/answered.js";
import { stockUp, tokenFor, type Process } from "../support/cluster.js";
import { DurableConsumer } from "../support/durable-consumer.js";
import { eventually } from "../support/eventually.js";
import { LiveSubscriber } from "../support/live-subscriber.js";
import { expectDelivered, expectDense, expectHeard, outOfOrder } from "../support/pipeline-truth.js";
import { scaled } from "../support/scale.js";
import { query } from "../support/services.js";

// CHAOS_SEED=... plays a run's kills again, in the same order; what they meet is up to the moment.
// CHAOS_KILLS=... has as many of them as it says.

/** In the short run each kind once, but RabbitMQ's, which takes long to start. */
const KILLS = Number(process.env["CHAOS_KILLS"] ?? scaled(13, 200));
const SEED = Number(process.env["CHAOS_SEED"] ?? randomInt(2 ** 31));
/** So many kills are under way at a time: what comes back may find something else gone. */
const HANDS = 2;
const MINUTES = 60_000;

const PLENTY = Array.from({ length: 10 }, (_, index) => `plenty-${index}`);
const SCARCE = Array.from({ length: 4 }, (_, index) => `scarce-${index}`);
const MARKER = "marker";

let stage: Stage;
let traffic: Traffic;
let consumer: DurableConsumer;
let witness: Witness;
let subscribers: LiveSubscriber[];
const recoveries = new Recoveries();

beforeAll(async () => {
  process.stderr.write(`chaos: CHAOS_SEED=${SEED}\n`);
  stage = await openStage({ ownBroker: scaled(0, 1) === 1 });
  const { apis, backends, exchangePrefix } = stage;
  const token = await tokenFor(apis[0] as Process);
  consumer = new DurableConsumer(backends.rabbitmq.directUrl, exchangePrefix);
  witness = new Witness(backends.rabbitmq.directUrl, exchangePrefix);
  await consumer.start();
  await witness.start();
  // Killed within a second of a quorum queue's declaration, RabbitMQ loses that queue; a clean stop writes it down.
  await backends.rabbitmq.own?.fell("SIGTERM");
  await backends.rabbitmq.own?.raise();
  for (const id of [...PLENTY, MARKER]) await stockUp((apis[0] as Process).url, token, id, 1_000_000);
  for (const id of SCARCE) await stockUp((apis[0] as Process).url, token, id, 4);
  const nodes = () => apis;
  subscribers = [
    new LiveSubscriber({ nodes, token, feed: "stockLevelChanged" }),
    new LiveSubscriber({
      nodes: () => [...apis].reverse(),
      token,
      feed: "stockLevelChanged",
      ids: [...SCARCE, MARKER],
    }),
    new LiveSubscriber({ nodes, token, feed: "stockStatusChanged" }),
  ];
  const items = [...PLENTY, ...SCARCE];
  traffic = new Traffic({ apis, token, items, workers: 8, turnsPerSecond: 60 });
}, 3 * MINUTES);

afterAll(async () => {
  await Promise.all((subscribers ?? []).map((each) => each.stop()));
  await consumer?.stop();
  await witness?.stop();
  await stage?.close();
}, MINUTES);

/** Kills, and waits until a change made after what was killed is back was answered, consumed and heard. */
async function strike(kill: Kill): Promise<void> {
  await stage.perform(kill);
  const began = performance.now();
  const first = "which" in kill ? kill.which : 0;
  const marked = await traffic.mutate(
    "adjustStock",
    { productVariantId: MARKER, delta: 1, changeType: "RETURN" },
    first,
  );
  const version = marked.entries?.[0]?.itemVersion as number;
  const wanted = { kill, consumer: true, subscribers: [true, true] };
  const levels = subscribers.filter(({ feed }) => feed === "stockLevelChanged");
  await eventually(
    () =>
      expect({
        kill,
        consumer: consumer.newest(MARKER) >= version,
        subscribers: levels.map((each) => each.newest(MARKER) >= version),
      }).toEqual(wanted),
    { timeoutMs: 2 * MINUTES },
  );
  recoveries.note(kill, performance.now() - began);
}

/** The kills in their order, as soon as a hand is free and what it kills is not just being killed. */
async function strikeAll(kills: readonly Kill[]): Promise<void> {
  const waiting = [...kills];
  const busy = new Map<string, Promise<void>>();
  const place = (kill: Kill) => `${kill.target} ${"which" in kill ? kill.which : ""}`;
  const hand = async () => {
    for (let kill = waiting.shift(); kill; kill = waiting.shift()) {
      const turn = (busy.get(place(kill)) ?? Promise.resolve()).then(() => strike(kill));
      busy.set(place(kill), turn);
      await turn;
    }
  };
  // One that fails does not end the others' work: what is checked next is at rest.
  const ends = await Promise.allSettled(Array.from({ length: HANDS }, hand));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}

/** Until everything is sequenced, and the consumer has had as much. @returns how long it took, in ms. */
async function drained(databaseUrl: string): Promise<number> {
  const began = performance.now();
  await eventually(
    async () => {
      const [at] = await query<{ waiting: number; head: number }>(
        databaseUrl,
        "SELECT (SELECT count(*)::int FROM outbox) AS waiting, feed_position()::int AS head",
      );
      expect(at?.waiting).toBe(0);
      expect(consumer.firsts.length).toBeGreaterThanOrEqual(at?.head as number);
    },
    { timeoutMs: MINUTES },
  );
  return Math.round(performance.now() - began);
}

function report(more: object): void {
  const { answered, unanswered, refused } = traffic;
  const late = outOfOrder(consumer.firsts);
  const line = {
    ...{ seed: SEED, kills: KILLS, answered, unanswered, refused, ...more },
    consumer: {
      ...{
        events: consumer.firsts.length,
        duplicates: consumer.duplicates,
        connections: consumer.connections,
      },
      // Given to a connection that was lost, and given back by the broker behind later ones.
      returnedLate: late.filter(({ late }) => late.redelivered).length,
      outOfOrder: late.filter(({ late }) => !late.redelivered).length,
    },
    heard: subscribers.map(({ heard, subscriptions }) => ({ events: heard.length, subscriptions })),
    recovered: recoveries.summary(),
  };
  process.stderr.write(`${JSON.stringify({ prove: "chaos", ...line }, null, 1)}\n`);
}

describe("everything that may die", () => {
  it(
    `when ${KILLS} times something is killed or cut off under load, then nothing is lost, out of order or oversold`,
    async () => {
      const { kinds, backends } = stage;
      const databaseUrl = backends.postgres.directUrl;
      const began = performance.now();
      const found: Record<string, unknown> = {};
      try {
        await checkAll({
          "all is well again after each": async () => {
            traffic.start();
            const longestMs = scaled(1_000, 12_000);
            await strikeAll(planKills({ seed: SEED, kinds, kills: KILLS, longestMs }));
          },
          "every process runs, and every request is answered": async () => {
            await stage.settled();
            await traffic.stop();
          },
          "all is drained": async () => {
            found["drainMs"] = await drained(databaseUrl);
          },
          "positions are dense": async () => {
            found["events"] = await expectDense(databaseUrl);
          },
          "the broker was given everything, in order": async () => {
            const { firsts, duplicates } = await witness.read();
            const late = outOfOrder(firsts).length;
            found["accepted"] = { events: firsts.length, duplicates, outOfOrder: late };
            await expectDelivered(databaseUrl, { firsts });
          },
          "the consumer got everything, late only what was given back": () =>
            expectDelivered(databaseUrl, consumer, ({ redelivered }) => redelivered),
          "subscribers heard everything": async () => {
            const patience = { timeoutMs: MINUTES };
            for (const each of subscribers) await eventually(() => expectHeard(databaseUrl, each), patience);
          },
          "what was answered is what is stored": () => expectAnswered(databaseUrl, traffic),
        });
      } finally {
        report({ seconds: Math.round((performance.now() - began) / 1000), ...found });
      }
    },
    scaled(5, 60) * MINUTES,
  );
});
