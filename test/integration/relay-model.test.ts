/** @needs postgres */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { FeedEvent } from "../../src/domain/events.js";
import type { EventSink } from "../../src/ports/event-sink.js";
import { createFailureLog } from "../../src/store/feed/failure-log.js";
import { eventually } from "../support/eventually.js";
import { Faults } from "../support/faulty.js";
import { REGISTRY } from "../support/registry.js";
import { StoringSink, startTestRelay, type RunningRelay } from "../support/relay.js";
import { scaled } from "../support/scale.js";
import { freshDatabase, query, type FreshDatabase } from "../support/services.js";
import { openStore, type Store } from "../support/store.js";

const RUNS = scaled(4, 100);
/** A relay goes on by up to so many questions of the database between two steps. */
const LONGEST_CALLS = scaled(8, 20);
const KEYS = ["item-0", "item-1", "item-2", "item-3", "item-4"];
/** These alone are ever refused. */
const POISONED = new Set(["item-0", "item-1", "item-2"]);

const PATIENCE = { timeoutMs: 60_000 };

/** Whose failure only delays the next relay by seconds. */
const TAKING_OVER = ["lease", "release", "takeOver", "cursor"] as const;

type Step =
  | { readonly do: "write"; readonly events: number }
  | { readonly do: "refuse"; readonly rate: number }
  | { readonly do: "fail"; readonly rate: number }
  | { readonly do: "lose answers"; readonly rate: number }
  | { readonly do: "be away" | "come back" | "crash" | "stop" | "lose the lease" | "retry" | "resolve" };

const rate = fc.constantFrom(0, 0.1, 0.5, 1, 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("write"), events: fc.integer({ min: 1, max: 60 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("refuse"), rate }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("fail"), rate: fc.constantFrom(0, 0.2, 0.5) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("lose answers"), rate: fc.constantFrom(0, 0.2, 0.5) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom("be away", "come back", "crash", "stop", "lose the lease", "retry", "resolve"),
    }),
  },
);
const plan = fc.array(fc.tuple(step, fc.integer({ min: 1, max: LONGEST_CALLS })), {
  minLength: 10,
  maxLength: 30,
});

/** The world of one plan: a database, a sink, and relays one after the other. */
class World {
  readonly sink = new StoringSink();
  readonly resolved = new Set<number>();
  refusing = 0;
  losing = 0;
  #written = 0;
  #relay!: { readonly running: RunningRelay; readonly faults: Faults };
  readonly #ended: Promise<void>[] = [];

  constructor(
    readonly url: string,
    readonly store: Store,
    readonly random: () => number,
  ) {
    this.sink.refuses = ({ aggregateId }) => POISONED.has(aggregateId) && this.random() < this.refusing;
    this.start();
  }

  start(): void {
    const faults = new Faults(this.random);
    const behind = this.sink;
    const publish = async (events: readonly FeedEvent[]) => {
      if (faults.cut) throw new Error("cut off");
      const refused = await behind.publish(events);
      if (faults.cut || this.random() < this.losing) throw new Error("the answer was lost");
      return refused;
    };
    const sink: EventSink = {
      ...{ name: behind.name, delivery: "durable", publish },
      ...{ fault: () => behind.fault(), close: async () => undefined },
      deadLetter: (event, reason) => behind.deadLetter(event, reason),
    };
    const running = startTestRelay(this.store, sink, {
      ...{ batchSize: 20, log: faults.of({ ...this.store.log }, TAKING_OVER) },
      failures: faults.of(createFailureLog(this.store.database.pool, REGISTRY), ["claim"]),
      retry: { firstMs: 5, longestMs: 50, attempts: 3 },
    });
    this.#relay = { running, faults };
  }

  async perform(action: Step): Promise<void> {
    const { running, faults } = this.#relay;
    switch (action.do) {
      case "write":
        return this.write(action.events);
      case "refuse":
        this.refusing = action.rate;
        return;
      case "fail":
        faults.rate = action.rate;
        return;
      case "lose answers":
        this.losing = action.rate;
        return;
      case "be away":
        this.sink.away = "away";
        return;
      case "come back":
        this.sink.away = null;
        return;
      case "stop":
        await running.stop();
        return this.start();
      case "crash":
        faults.cut = true;
        this.#ended.push(running.stop());
        await this.expireLease();
        return this.start();
      case "lose the lease":
        // Its own margin keeps it from publishing then; the database must keep it from writing.
        await this.expireLease();
        this.start();
        await this.passes(3);
        faults.cut = true;
        this.#ended.push(running.stop());
        return;
      case "retry":
        return void (await query(
          this.url,
          `UPDATE sink_failure SET state = 'RETRYING', attempts = 0, next_attempt_at = now() WHERE state = 'PARKED'`,
        ));
      case "resolve":
        return this.resolve();
      default:
        return action satisfies never;
    }
  }

  async write(events: number): Promise<void> {
    await query(
      this.url,
      `INSERT INTO outbox (event_id, event_type, event_version, aggregate_type, aggregate_id, aggregate_version,
         ordinal, occurred_at, correlation_id, data)
       SELECT gen_random_uuid(), 'StockLevelChangedEvent', '1.0', 'InventoryItem',
         'item-' || floor(random() * ${KEYS.length}), n, 0, now(), 'model', '{}' FROM generate_series(1, $1::int) AS n`,
      [events],
    );
    this.#written += events;
  }

  async resolve(): Promise<void> {
    const rows = await query<{ position: number }>(
      this.url,
      `UPDATE sink_failure SET state = 'RESOLVED', next_attempt_at = NULL, settled_at = now(), settled_by = 'model'
       WHERE position = (SELECT min(position) FROM sink_failure WHERE state IN ('PARKED', 'RETRYING'))
         AND state IN ('PARKED', 'RETRYING') RETURNING position::int`,
    );
    for (const { position } of rows) this.resolved.add(position);
  }

  async expireLease(): Promise<void> {
    await query(this.url, "UPDATE lease SET expires_at = '-infinity'");
  }

  /** Until the relay has asked the database so many times more: it has gone on by some steps. */
  async passes(calls: number): Promise<void> {
    const { faults } = this.#relay;
    const until = faults.calls + calls;
    await eventually(async () => {
      // The one before may have renewed its lease at the last moment.
      if (!faults.called.has("takeOver")) await this.expireLease();
      expect(faults.calls).toBeGreaterThan(until);
      // A relay whose sink refuses everything asks for little more than its lease.
    }, PATIENCE);
  }

  /** Everything is mended: what is still open is delivered. */
  async comeToRest(): Promise<void> {
    this.refusing = 0;
    this.losing = 0;
    this.sink.away = null;
    this.#relay.faults.rate = 0;
    await this.perform({ do: "write", events: 5 });
    await eventually(async () => {
      await this.perform({ do: "retry" });
      const [open] = await query<{ open: number }>(
        this.url,
        "SELECT count(*)::int AS open FROM sink_failure WHERE state IN ('RETRYING', 'PARKED', 'HELD')",
      );
      expect(open).toEqual({ open: 0 });
      expect(await this.store.log.cursor(this.sink.name, 0)).toBe(this.#written);
    }, PATIENCE);
  }

  async end(): Promise<void> {
    this.#relay.faults.cut = true;
    await Promise.all([...this.#ended, this.#relay.running.stop()]);
  }

  check(): void {
    const { sink, resolved } = this;
    const positions = new Set(sink.positions());
    const missing = Array.from({ length: this.#written }, (_, index) => index + 1).filter(
      (position) => !positions.has(position) && !resolved.has(position),
    );
    expect(missing).toEqual([]);
    for (const [key, delivered] of sink.lastDeliveries()) {
      const last = delivered.filter((position) => !resolved.has(position));
      expect({ key, last }).toEqual({ key, last: ascending(last) });
    }
    for (const key of KEYS.filter((each) => !POISONED.has(each))) {
      const first = [...new Set(sink.positions(key))];
      expect({ key, first }).toEqual({ key, first: ascending(first) });
    }
  }
}

const ascending = (positions: readonly number[]) => [...positions].sort((a, b) => a - b);

let database: FreshDatabase;
let store: Store;

beforeEach(async () => {
  database = await freshDatabase();
  store = openStore(database.url);
});

afterEach(async () => {
  await store.close();
  await database.drop();
});

describe("a relay among refusals, crashes and operators", () => {
  it(
    `when ${RUNS} plans of them are carried out, then nothing is lost, and every key ends in order`,
    async () => {
      let [taken, distinct, parked] = [0, 0, 0];
      await fc.assert(
        fc.asyncProperty(
          plan,
          fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
          async (steps, dice) => {
            await query(database.url, "TRUNCATE outbox, feed, feed_day, sink_cursor, sink_failure, lease");
            await query(database.url, "UPDATE feed_head SET epoch = 0");
            const random = () => dice.next().value as number;
            const world = new World(database.url, store, random);
            try {
              for (const [action, calls] of steps) {
                await world.perform(action);
                await world.passes(calls);
              }
              await world.comeToRest();
              world.check();
            } finally {
              await world.end();
            }
            taken += world.sink.taken.length;
            distinct += new Set(world.sink.positions()).size;
            parked += world.sink.deadLetters.length;
          },
        ),
        { numRuns: RUNS, endOnFailure: true },
      );
      process.stderr.write(
        `${JSON.stringify({ prove: "relay-model", plans: RUNS, events: distinct, duplicates: taken - distinct, parked })}\n`,
      );
    },
    scaled(240_000, 2_400_000),
  );
});
