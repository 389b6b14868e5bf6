/** @needs postgres redis rabbitmq */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { expectAnswered } from "../support/chaos/answered.js";
import { Traffic } from "../support/chaos/traffic.js";
import { openCluster, stockUp, tokenFor, type Cluster, type Process } from "../support/cluster.js";
import { eventually } from "../support/eventually.js";
import { rounded } from "../support/figures.js";
import { openRawSocket, type RawSocket } from "../support/raw-socket.js";
import { IN_FULL, scaled } from "../support/scale.js";
import { uniqueName } from "../support/services.js";

const SOCKETS = scaled(500, 5_000);
const WITHIN_MS = 10_000;
const PATIENCE = { timeoutMs: 60_000 };
/** Each socket watches one of them. */
const ITEMS = 50;
const LEVELS = `subscription ($ids: [ID!]) {
  stockLevelChanged(filter: { productVariantIds: $ids }) { position productVariantId availableQuantity }
}`;
const GOING_AWAY = 1001;

let cluster: Cluster;
let leaving: Process;
let staying: Process;
let token: string;
let traffic: Traffic;

beforeAll(async () => {
  cluster = await openCluster();
  await cluster.start("relay");
  [leaving, staying] = await Promise.all([cluster.start("api"), cluster.start("api")]);
  token = await tokenFor(leaving);
}, 60_000);

afterAll(async () => {
  await traffic?.stop().catch(() => undefined);
  await cluster.close();
});

async function watch(id: string): Promise<RawSocket> {
  const socket = openRawSocket(leaving.url, token);
  socket.send({ id: "1", type: "subscribe", payload: { query: LEVELS, variables: { ids: [id] } } });
  await eventually(() => expect(socket.received).not.toHaveLength(0), PATIENCE);
  return socket;
}

async function watchAll(items: readonly string[]): Promise<RawSocket[]> {
  const sockets: RawSocket[] = [];
  while (sockets.length < SOCKETS) sockets.push(...(await Promise.all(items.map(watch))));
  return sockets;
}

/** A subscription is not acknowledged, but the first change that it is told of is behind it. */
const isTold = ({ received }: RawSocket) => received.some((message) => "payload" in message);

it(
  `when a node with ${SOCKETS} subscribed sockets is told to stop during mutations, then it closes each with 1001, loses nothing that it answered, and exits with 0`,
  async () => {
    const items = await Promise.all(
      Array.from({ length: ITEMS }, () => stockUp(staying.url, token, uniqueName("item"), 1_000_000)),
    );
    const sockets = await watchAll(items);
    // Whoever is not answered any more asks the other node, by the same key.
    traffic = new Traffic({ apis: [leaving, staying], token, items, workers: 8, turnsPerSecond: 40 });
    traffic.start();
    await eventually(() => expect(sockets.filter((each) => !isTold(each))).toHaveLength(0), PATIENCE);
    const before = traffic.answered;
    await eventually(() => expect(traffic.answered).toBeGreaterThan(before + 20), PATIENCE);

    const began = performance.now();
    const codes = Promise.all(sockets.map(({ closed }) => closed));
    const times: number[] = [];
    for (const { closed } of sockets) void closed.then(() => times.push(performance.now() - began));
    const stopped = leaving.stop();
    const counts = new Map<number, number>();
    for (const code of await codes) counts.set(code, (counts.get(code) ?? 0) + 1);
    // Fails unless it exits with 0.
    await stopped;
    const closedMs = Math.max(...times);
    const exitedMs = performance.now() - began;
    await eventually(() => expect(traffic.unanswered).toBeGreaterThan(0), PATIENCE);
    await traffic.stop();

    const { answered, unanswered } = traffic;
    const figures = { closedMs: rounded(closedMs), exitedMs: rounded(exitedMs), answered, unanswered };
    process.stderr.write(
      `${JSON.stringify({ prove: "sockets-shutdown", sockets: SOCKETS, codes: [...counts], ...figures })}\n`,
    );
    expect([...counts]).toEqual([[GOING_AWAY, SOCKETS]]);
    await expectAnswered(cluster.database.url, traffic);
    if (IN_FULL) expect(closedMs).toBeLessThanOrEqual(WITHIN_MS);
  },
  scaled(180_000, 400_000),
);
