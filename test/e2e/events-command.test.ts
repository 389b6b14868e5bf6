/** @needs postgres */
import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { eventAt } from "../contract/sample-events.js";
import { jsonLines, runCommand, startCommand } from "../support/command.js";
import { eventually } from "../support/eventually.js";
import { insertEvents } from "../support/raw-feed.js";
import { freshDatabase, query, type FreshDatabase } from "../support/services.js";
import { openTcpProxy } from "../support/tcp-proxy.js";

const PATIENCE_MS = 120_000;
const PATIENCE = { timeoutMs: 60_000 };

let database: FreshDatabase;

beforeEach(async () => void (database = await freshDatabase()));
afterEach(() => database.drop());

const events = (...words: string[]) => runCommand(["events", ...words], { DATABASE_URL: database.url });
const positions = (stdout: string) => jsonLines(stdout).map(({ position }) => Number(position));
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n);

describe("events tail", () => {
  it(
    "when it is asked for a part of the feed, then that is printed, in order, and what is beyond the feed is refused",
    async () => {
      await insertEvents(database.url, { count: 1_200, lastType: "StockoutEvent" });
      const [last, after, some, one, beyond, unknown] = await Promise.all([
        events("tail"),
        events("tail", "--after", "0", "--json"),
        events("tail", "--after", "100", "--limit", "3", "--json"),
        events("tail", "--after", "0", "--types", "StockoutEvent", "--json"),
        events("tail", "--after", "5000"),
        events("tail", "--types", "StockEvent"),
      ]);
      const lines = last.stdout.trim().split("\n");
      expect([last.exitCode, last.stderr, lines.length]).toEqual([0, "", 10]);
      expect(lines[0]).toMatch(
        /^1191 {2}\S+Z {2}StockLevelChangedEvent {2}item-0 {2}\{"productVariantId":"item-0",/,
      );
      expect([after.exitCode, positions(after.stdout)]).toEqual([0, numbers(1, 1_200)]);
      expect(jsonLines(after.stdout)[0]).toMatchObject({
        eventType: "StockLevelChangedEvent",
        eventVersion: "1.0",
      });
      expect([some.exitCode, positions(some.stdout)]).toEqual([0, [101, 102, 103]]);
      expect([one.exitCode, positions(one.stdout)]).toEqual([0, [1_200]]);
      const told = "The feed has come to position 1200, not yet to 5000";
      expect(beyond).toMatchObject({ exitCode: 2, stdout: "", stderr: expect.stringContaining(told) });
      const types = /^--types: there is no event type "StockEvent"; known are .*StockoutEvent.*\n$/;
      expect(unknown).toMatchObject({ exitCode: 2, stdout: "", stderr: expect.stringMatching(types) });
    },
    PATIENCE_MS,
  );

  it(
    "when it follows, then events are printed as they come, each once, also behind an outage; interrupted, it says how to go on",
    async () => {
      const proxy = await openTcpProxy(database.url);
      const words = ["events", "tail", "--after", "0", "--follow", "--json"];
      const following = startCommand(words, { DATABASE_URL: proxy.url, LOG_LEVEL: "silent" });
      try {
        await eventually(() => expect(proxy.connections()).toBeGreaterThan(0), PATIENCE);
        await insertEvents(database.url, { count: 3 });
        await eventually(() => expect(positions(following.stdout())).toEqual([1, 2, 3]), PATIENCE);

        proxy.refuse();
        await eventually(() => expect(following.stderr()).toContain("Trying again."), PATIENCE);
        await query(
          database.url,
          `INSERT INTO feed SELECT (jsonb_populate_record(f, jsonb_build_object(
             'position', 4, 'seq', 4, 'event_id', gen_random_uuid()))).* FROM feed f WHERE position = 3`,
        );
        proxy.accept();
        await eventually(() => expect(positions(following.stdout())).toEqual([1, 2, 3, 4]), PATIENCE);
        expect(following.stderr()).toContain("The database is back.");

        following.kill("SIGINT");
        const { exitCode, stderr } = await following.ended;
        expect([exitCode, stderr]).toEqual([
          130,
          expect.stringContaining("Stopped: --after 4 goes on from here.\n"),
        ]);
      } finally {
        following.kill("SIGKILL");
        await following.ended;
        await proxy.close();
      }
    },
    PATIENCE_MS,
  );

  it(
    "when whoever reads it has seen enough, then it ends without a word",
    async () => {
      await insertEvents(database.url, { count: 5_000 });
      const reading = startCommand(["events", "tail", "--after", "0", "--follow"], {
        DATABASE_URL: database.url,
      });
      await eventually(() => expect(reading.stdout()).not.toBe(""), PATIENCE);
      reading.stopReading();
      expect(await reading.ended).toMatchObject({ exitCode: 141, stderr: "" });
    },
    PATIENCE_MS,
  );
});

describe("events failed", () => {
  async function park(position: number, lastError: string): Promise<string> {
    const event = eventAt(position);
    await query(
      database.url,
      `INSERT INTO sink_failure (sink, position, key, state, event_id, attempts, last_error, event, parked_at)
       VALUES ('rabbitmq', $1, $2, 'PARKED', $3, 8, $4, $5, to_timestamp(1800000000 + $6::int))`,
      [position, `key-${position}`, event.eventId, lastError, JSON.stringify(event), position],
    );
    return event.eventId;
  }

  const states = () =>
    query(database.url, "SELECT state, settled_by AS by, note FROM sink_failure ORDER BY position");

  it(
    "when events are parked, then they are listed, retried and given up, and what cannot be is told",
    async () => {
      const [first, second] = [await park(1, "no \u001b[2Jroute"), await park(2, "no route")];
      const [text, json] = await Promise.all([events("failed"), events("failed", "--json")]);
      expect([text.exitCode, text.stdout.split("\n").length, text.stdout]).toEqual([
        0,
        3,
        expect.stringContaining("no \\u001b[2Jroute"),
      ]);
      expect(jsonLines(json.stdout)).toEqual([
        expect.objectContaining({
          eventId: second,
          sink: "rabbitmq",
          position: 2,
          attempts: 8,
          heldBehind: 0,
        }),
        expect.objectContaining({ eventId: first, parkedAt: new Date(1_800_000_001_000).toISOString() }),
      ]);

      const unknown = randomUUID();
      const [retried, resolved, without] = await Promise.all([
        events("failed", "--retry", first, unknown, "--json"),
        events("failed", "--resolve", second, "--note", "sent by hand"),
        events("failed", "--resolve", second),
      ]);
      expect([retried.exitCode, jsonLines(retried.stdout)]).toEqual([
        1,
        [
          { eventId: first, sink: "rabbitmq", outcome: "RETRYING", message: null },
          { eventId: unknown, sink: null, outcome: "NOT_FOUND", message: "It is parked nowhere." },
        ],
      ]);
      // What is done is told to whoever keeps the log, and standard output is not it.
      expect(retried.stderr).toContain('"operation":"retryFailedEvent"');
      expect([resolved.exitCode, resolved.stdout]).toEqual([0, `${second}  rabbitmq  RESOLVED\n`]);
      expect(without).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("say why with --note") });
      expect(await states()).toEqual([
        { state: "RETRYING", by: "events", note: null },
        { state: "RESOLVED", by: "events", note: "sent by hand" },
      ]);
    },
    PATIENCE_MS,
  );
});

describe("events dead", () => {
  it(
    "when messages are dead, then they are listed, and decided on, and what cannot be is told",
    async () => {
      const ids = [randomUUID(), randomUUID(), randomUUID()].sort();
      for (const [index, id] of ids.entries()) {
        await query(
          database.url,
          `INSERT INTO dead_letter (id, source, routing_key, event_id, event_type, correlation_id, reason, attempts,
             content, content_bytes, headers, state, died_at)
           VALUES ($1, 'order', 'order.created', 'e', 'OrderCreatedEvent', 'c', 'NOT_FOUND', 5, '\\x7b7d', 2, '{}', 'OPEN',
             to_timestamp(1800000000 + $2::int))`,
          [id, index],
        );
      }
      const [a, b, c] = ids as [string, string, string];
      const listed = await events("dead", "--source", "order", "--json");
      expect([listed.exitCode, jsonLines(listed.stdout).map(({ id }) => id)]).toEqual([0, [c, b, a]]);
      expect(jsonLines(listed.stdout)[0]).toMatchObject({ reason: "NOT_FOUND", attempts: 5, content: "{}" });

      const [redriven, discarded, without] = await Promise.all([
        events("dead", "--redrive", a, randomUUID()),
        events("dead", "--discard", b, "--note", "by hand", "--json"),
        events("dead", "--redrive-all"),
      ]);
      expect([redriven.exitCode, redriven.stdout]).toEqual([
        1,
        expect.stringMatching(new RegExp(`^${a}  REDRIVING\\n\\S+  NOT_FOUND There is no dead letter`)),
      ]);
      expect([discarded.exitCode, jsonLines(discarded.stdout)]).toEqual([
        0,
        [{ id: b, outcome: "DISCARDED", message: null }],
      ]);
      expect(without).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("--source") });
      const all = await events("dead", "--redrive-all", "--source", "order", "--json");
      expect([all.exitCode, jsonLines(all.stdout)]).toEqual([0, [{ source: "order", count: 1 }]]);
      expect(await events("dead")).toMatchObject({ exitCode: 0, stdout: "" });
    },
    PATIENCE_MS,
  );
});
