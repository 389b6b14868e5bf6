/** @needs postgres redis rabbitmq */
import { randomInt } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { planDisconnects, type Disconnect } from "../support/chaos/disconnects.js";
import { Recoveries } from "../support/chaos/report.js";
import { openStage, type Stage } from "../support/chaos/stage.js";
import { Traffic } from "../support/chaos/traffic.js";
import { stockUp, tokenFor, type Process } from "../support/cluster.js";
import { eventually } from "../support/eventually.js";
import { LiveSubscriber, type FeedName } from "../support/live-subscriber.js";
import { expectDense, expectHeard } from "../support/pipeline-truth.js";
import { scaled } from "../support/scale.js";

// RESUME_SEED=... plays a run's disconnects again, in the same order; what they meet is up to the moment.
// RESUME_DISCONNECTS=... has as many of them as it says.

const DISCONNECTS = Number(process.env["RESUME_DISCONNECTS"] ?? scaled(24, 1_000));
const SEED = Number(process.env["RESUME_SEED"] ?? randomInt(2 ** 31));
const MINUTES = 60_000;
const ITEMS = Array.from({ length: 12 }, (_, index) => `item-${index}`);
/** Sold out by a few orders, so that their status changes often. */
const SCARCE = ITEMS.slice(0, 4);

let stage: Stage;
let traffic: Traffic;
let subscribers: LiveSubscriber[];
const recoveries = new Recoveries();

beforeAll(async () => {
  process.stderr.write(`resume: RESUME_SEED=${SEED}\n`);
  stage = await openStage({ ownBroker: false });
  const { apis } = stage;
  const { url } = apis[0] as Process;
  const token = await tokenFor({ url });
  for (const id of ITEMS) await stockUp(url, token, id, SCARCE.includes(id) ? 4 : 1_000_000);
  const watch = (feed: FeedName, ids?: readonly string[]) =>
    [false, true].map((backwards) => {
      // Some begin with the one node, some with the other.
      const nodes = () => (backwards ? [...apis].reverse() : apis);
      return new LiveSubscriber({ nodes, token, feed, ...(ids ? { ids } : {}) });
    });
  subscribers = [
    ...watch("stockLevelChanged"),
    ...watch("stockLevelChanged", ITEMS.slice(2, 6)),
    ...watch("stockStatusChanged"),
    ...watch("stockStatusChanged", SCARCE.slice(0, 2)),
    ...watch("inventoryEvents"),
    ...watch("reservationChanged"),
  ];
  traffic = new Traffic({ apis, token, items: ITEMS, workers: 8, turnsPerSecond: 60 });
}, 3 * MINUTES);

afterAll(async () => {
  await Promise.all((subscribers ?? []).map((each) => each.stop()));
  await traffic?.stop().catch(() => undefined);
  await stage?.close();
}, MINUTES);

async function disconnect(next: Disconnect): Promise<void> {
  if (next.what === "socket") {
    const subscriber = subscribers[next.which] as LiveSubscriber;
    await eventually(() => expect(subscriber.cut()).toBe(true), { timeoutMs: MINUTES });
    return;
  }
  // One node is always there.
  if ("which" in next.kill) await stage.settled();
  const began = performance.now();
  await stage.perform(next.kill);
  recoveries.note(next.kill, performance.now() - began);
}

it(
  `when ${DISCONNECTS} times a socket is cut, a node killed or Redis restarted under load, then each subscriber resumes: nothing is missed, twice or out of order`,
  async () => {
    const kinds = stage.kinds.filter(
      ({ target, how }) => target === "api" || (target === "redis" && how === "kill"),
    );
    const options = { seed: SEED, disconnects: DISCONNECTS, subscribers: subscribers.length, kinds };
    const plan = planDisconnects(options);
    const began = performance.now();
    traffic.start();
    for (const next of plan) {
      await disconnect(next);
      await delay(next.pauseMs);
    }
    const seconds = (performance.now() - began) / 1_000;
    await stage.settled();
    await traffic.stop();
    const { directUrl } = stage.backends.postgres;
    const patience = { timeoutMs: 2 * MINUTES };
    const events = await eventually(() => expectDense(directUrl), patience);
    for (const each of subscribers) await eventually(() => expectHeard(directUrl, each), patience);
    const { answered, unanswered } = traffic;
    const figures = { seed: SEED, disconnects: DISCONNECTS, seconds, events, answered, unanswered };
    const heard = subscribers.map(({ feed, heard, subscriptions }) => [feed, heard.length, subscriptions]);
    process.stderr.write(
      `${JSON.stringify({ prove: "resume", ...figures, heard, kills: recoveries.summary() })}\n`,
    );
    // Each cut made somebody come again.
    const cuts = plan.filter(({ what }) => what === "socket").length;
    const resumed = subscribers.reduce((sum, { subscriptions }) => sum + subscriptions - 1, 0);
    expect(resumed).toBeGreaterThanOrEqual(cuts);
  },
  scaled(5, 40) * MINUTES,
);
