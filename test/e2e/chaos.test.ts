/** @needs postgres redis rabbitmq */
import { randomInt } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { planKills, type Kill } from "../support/chaos/plan.js";
import { Recoveries } from "../support/chaos/report.js";
import { openStage, type Stage } from "../support/chaos/stage.js";
import { Traffic } from "../support/chaos/traffic.js";
import { expectAnswered } from "../support/chaos/answered.js";
import { stockUp, tokenFor, type Process } from "../support/cluster.js";
import { DurableConsumer } from "../support/durable-consumer.js";
import { eventually } from "../support/eventually.js";
import { LiveSubscriber } from "../support/live-subscriber.js";
import { expectDelivered, expectDense, expectHeard } from "../support/pipeline-truth.js";
import { scaled } from "../support/scale.js";
import { query } from "../support/services.js";

// CHAOS_SEED=... plays a run's kills again, in the same order; what they meet is up to the moment.

const KILLS = scaled(13, 200);
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
let subscribers: LiveSubscriber[];
const recoveries = new Recoveries();

beforeAll(async () => {
  process.stderr.write(`chaos: CHAOS_SEED=${SEED}\n`);
  stage = await openStage({ ownBroker: scaled(0, 1) === 1 });
  const { apis, backends, exchangePrefix } = stage;
  const token = await tokenFor(apis[0] as Process);
  consumer = new DurableConsumer(backends.rabbitmq.directUrl, exchangePrefix);
  await consumer.start();
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
  await Promise.all(Array.from({ length: HANDS }, hand));
}

describe("everything that may die", () => {
  it(
    `when ${KILLS} times something is killed or cut off under load, then nothing is lost, out of order or oversold`,
    async () => {
      const { kinds, backends } = stage;
      const began = performance.now();
      traffic.start();
      const longestMs = scaled(1_200, 12_000);
      await strikeAll(planKills({ seed: SEED, kinds, kills: KILLS, longestMs }));
      await stage.settled();
      await traffic.stop();
      const databaseUrl = backends.postgres.directUrl;
      const drain = performance.now();
      const left = await eventually(
        async () => {
          const [at] = await query<{ waiting: number; head: number }>(
            databaseUrl,
            "SELECT (SELECT count(*)::int FROM outbox) AS waiting, feed_position()::int AS head",
          );
          expect(at?.waiting).toBe(0);
          expect(consumer.firsts.length).toBeGreaterThanOrEqual(at?.head as number);
          return at?.head as number;
        },
        { timeoutMs: MINUTES },
      );
      const events = await expectDense(databaseUrl);
      expect(left).toBe(events);
      await expectDelivered(databaseUrl, consumer);
      for (const each of subscribers) await eventually(() => expectHeard(databaseUrl, each));
      await expectAnswered(databaseUrl, traffic);

      const { answered, unanswered, refused } = traffic;
      const report = {
        ...{ seed: SEED, kills: KILLS, seconds: Math.round((performance.now() - began) / 1000) },
        ...{ answered, unanswered, refused, events, lost: 0, outOfOrder: 0, duplicates: consumer.duplicates },
        ...{ drainMs: Math.round(performance.now() - drain) },
        heard: subscribers.map(({ heard, subscriptions }) => ({ events: heard.length, subscriptions })),
        consumerConnections: consumer.connections,
        recovered: recoveries.summary(),
      };
      process.stderr.write(`${JSON.stringify({ prove: "chaos", ...report }, null, 1)}\n`);
    },
    scaled(5, 60) * MINUTES,
  );
});
