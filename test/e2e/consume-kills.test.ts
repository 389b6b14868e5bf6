/** @needs postgres redis rabbitmq */
import { randomInt } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openCluster, type Cluster, type Process } from "../support/cluster.js";
import { eventually } from "../support/eventually.js";
import {
  declareInbound,
  DEFAULT_STEPS,
  expectEffects,
  handledCount,
  planOrders,
  publishAll,
  variantCreated,
} from "../support/inbound/consumed.js";
import { rawRate } from "../support/inbound/raw-consumer.js";
import { removeInbound } from "../support/inbound/remove-inbound.js";
import { expectInvariants } from "../support/model/invariants.js";
import { scaled } from "../support/scale.js";
import { amqpUrl } from "../support/services.js";

const MESSAGES = scaled(3_000, 100_000);
const KILLS = scaled(3, 30);
const VARIANTS = Array.from({ length: 20 }, (_, index) => `item-${index}`);
const PATIENCE = { timeoutMs: scaled(60_000, 600_000) };

let cluster: Cluster;
let consumer: Process;

const start = () =>
  cluster.start("consumer", { AMQP_URL: amqpUrl(), AMQP_EXCHANGE_PREFIX: cluster.exchangePrefix });

const handled = () => handledCount(cluster.database.url);
const reaches = (count: number) =>
  eventually(async () => expect(await handled()).toBeGreaterThanOrEqual(count), PATIENCE);

beforeAll(async () => {
  cluster = await openCluster();
  await declareInbound(cluster.exchangePrefix);
  await publishAll(cluster.exchangePrefix, VARIANTS.map(variantCreated));
  consumer = await start();
  await reaches(VARIANTS.length);
}, 90_000);

afterAll(async () => {
  const { exchangePrefix } = cluster;
  await cluster.close();
  await removeInbound(exchangePrefix, DEFAULT_STEPS);
});

describe("a process that consumes", () => {
  it(
    `when it is killed ${KILLS} times under ${MESSAGES} messages, then each has its effect once`,
    async () => {
      const first = planOrders(MESSAGES, VARIANTS, "killed");
      const effects = (plan: typeof first) => new Set(plan.messages.map(({ eventId }) => eventId)).size;
      const publishing = publishAll(cluster.exchangePrefix, first.messages);
      const goal = VARIANTS.length + effects(first);
      let kills = 0;
      for (let kill = 1; kill <= KILLS; kill++) {
        const share = effects(first) / (KILLS + 1);
        await reaches(VARIANTS.length + Math.floor(share * (kill - 1) + randomInt(Math.ceil(share))));
        if ((await handled()) < goal) kills += 1;
        await consumer.kill();
        consumer = await start();
      }
      await publishing;
      await reaches(goal);

      // And how fast it goes when nobody is in the way.
      const second = planOrders(MESSAGES, VARIANTS, "undisturbed");
      const began = performance.now();
      await publishAll(cluster.exchangePrefix, second.messages);
      await reaches(goal + effects(second));
      const seconds = (performance.now() - began) / 1_000;

      await expectEffects(cluster.database.url, [first, second]);
      await expectInvariants(cluster.database.url);
      await consumer.stop();
      const report = {
        ...{ messages: first.messages.length + second.messages.length, kills: KILLS, killedUnderWay: kills },
        perSecond: Math.round(second.messages.length / seconds),
        rawPerSecond: await rawRate(second.messages.length, 256),
      };
      process.stderr.write(`${JSON.stringify({ prove: "consume-kills", ...report })}\n`);
    },
    scaled(150_000, 1_800_000),
  );
});
