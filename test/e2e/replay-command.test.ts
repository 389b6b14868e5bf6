/** @needs postgres redis rabbitmq */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { connect, type ChannelModel } from "amqplib";
import { openCluster, type Cluster, type Process } from "../support/cluster.js";
import { jsonLines, runCommand, startCommand } from "../support/command.js";
import { eventually } from "../support/eventually.js";
import { insertEvents } from "../support/raw-feed.js";
import { amqpUrl, uniqueName } from "../support/services.js";

const PATIENCE_MS = 120_000;
const PATIENCE = { timeoutMs: 60_000 };
const EVENTS = 40;

let cluster: Cluster;
let relay: Process;
let broker: ChannelModel;
let environment: Record<string, string>;
const queue = uniqueName("rebuild");

beforeAll(async () => {
  cluster = await openCluster();
  await insertEvents(cluster.database.url, { count: EVENTS, items: 4 });
  relay = await cluster.start("relay");
  broker = await connect(amqpUrl());
  await (await broker.createChannel()).assertQueue(queue, { autoDelete: true });
  environment = {
    DATABASE_URL: cluster.database.url,
    ...{ AMQP_URL: amqpUrl(), AMQP_EXCHANGE_PREFIX: cluster.exchangePrefix },
  };
}, PATIENCE_MS);

afterAll(async () => {
  await (await broker.createChannel()).deleteQueue(queue);
  await broker.close();
  await relay.stop();
  await cluster.close();
});

const events = (...words: string[]) => runCommand(["events", ...words], environment);
const inQueue = async () => (await (await broker.createChannel()).checkQueue(queue)).messageCount;

it(
  "when a replay is asked for, then it is waited for, and its end is told",
  async () => {
    const [some, none, gone, refused, elsewhere] = await Promise.all([
      events("replay", queue, "--variants", "item-3", "--after", "8", "--json"),
      events("replay", queue, "--types", "StockoutEvent"),
      events("replay", uniqueName("nobody"), "--until", "2"),
      events("replay", queue, "--until", String(EVENTS + 1)),
      runCommand(["events", "replay", queue], { DATABASE_URL: cluster.database.url }),
    ]);
    expect([some.exitCode, jsonLines(some.stdout)]).toEqual([
      0,
      [
        expect.objectContaining({
          queue,
          state: "DONE",
          count: 8,
          sent: 8,
          afterPosition: 8,
          requestedBy: "events",
        }),
      ],
    ]);
    expect(await inQueue()).toBe(8);
    expect([none.exitCode, none.stdout]).toEqual([0, "No event matches: nothing is sent.\n"]);
    expect([gone.exitCode, gone.stdout]).toEqual([1, expect.stringContaining("  FAILED  0 of 2 events to ")]);
    expect(refused).toMatchObject({
      ...{ exitCode: 2, stdout: "" },
      stderr: `--until: The feed has only come to position ${EVENTS}.\n`,
    });
    expect(elsewhere).toMatchObject({
      ...{ exitCode: 2, stdout: "" },
      stderr: expect.stringMatching(/^No relay of this database has the sink memory .*: set AMQP_URL .*\n$/),
    });
  },
  PATIENCE_MS,
);

it(
  "when a replay is interrupted, then it is cancelled; one that is not waited for goes on until it is cancelled by its id",
  async () => {
    const slow = startCommand(["events", "replay", queue, "--rate", "1", "--json"], environment);
    const listed = () => events("replays", "--json").then(({ stdout }) => jsonLines(stdout));
    await eventually(
      async () => expect(await listed()).toContainEqual(expect.objectContaining({ state: "RUNNING" })),
      PATIENCE,
    );
    slow.kill("SIGINT");
    const { exitCode, stdout } = await slow.ended;
    expect([exitCode, jsonLines(stdout)]).toEqual([
      130,
      [expect.objectContaining({ state: "CANCELLED", count: EVENTS })],
    ]);

    const begun = await events("replay", queue, "--rate", "1", "--no-wait", "--json");
    const [{ replayId } = {}] = jsonLines(begun.stdout) as { replayId?: string }[];
    expect([begun.exitCode, replayId]).toEqual([0, expect.any(String)]);
    const cancelled = await events("replays", "--cancel", replayId as string);
    expect([cancelled.exitCode, cancelled.stdout]).toEqual([
      0,
      expect.stringContaining(`${replayId}  CANCELLED  `),
    ]);
    const unknown = randomUUID();
    expect(await events("replays", "--cancel", unknown)).toMatchObject({
      ...{ exitCode: 1, stdout: "" },
      stderr: `There is no replay ${unknown}.\n`,
    });
  },
  PATIENCE_MS,
);
