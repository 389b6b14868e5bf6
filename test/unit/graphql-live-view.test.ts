import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { FeedEvent } from "../../src/domain/events.js";
import { openLiveHub, type LiveHub } from "../../src/graphql/live/live-hub.js";
import { LOW_STATUSES, LowStockView } from "../../src/graphql/live/low-stock-view.js";
import type { View } from "../../src/graphql/live/selection.js";
import { createLogger } from "../../src/lib/logger.js";
import { createInMemoryLive, type InMemoryLive } from "../../src/messaging/in-memory-live.js";
import { eventually } from "../support/eventually.js";
import { FeedInMemory } from "../support/feed-in-memory.js";
import { LowStockClient } from "../support/low-stock-client.js";
import { LowStockInMemory } from "../support/low-stock-in-memory.js";
import { openReader } from "../support/paused-reader.js";
import { scaled } from "../support/scale.js";

const logger = createLogger("silent");
let stock: LowStockInMemory;
let feed: FeedInMemory;
let live: InMemoryLive;
let hub: LiveHub;
/** How often the view was read whole, and how often something of it was executed. */
let opened: number;
let rendered: number;

beforeEach(open);
afterEach(() => hub.close());

async function open(): Promise<void> {
  [opened, rendered] = [0, 0];
  stock = new LowStockInMemory();
  feed = new FeedInMemory();
  live = createInMemoryLive({ feedId: "feed", logger });
  hub = await openLiveHub({ feed, live: live.feed, logger, quietMs: 60_000 });
}

/** A view of what is low, in pages of two. */
function view(): View {
  const low = new LowStockView({
    ...{ reader: stock.reader, loaders: stock.loaders, variants: null },
    ...{ statuses: new Set(LOW_STATUSES), reach: { ids: null, learn: () => undefined } },
  });
  return {
    keys: () => low.keys(),
    learn: (warehouse) => low.learn(warehouse),
    open() {
      opened += 1;
      return low.open();
    },
    apply: (events) => low.apply(events),
    whole(position) {
      const items = (low.whole(position) as { items: object[] }[]).flatMap((page) => page.items);
      const pages = Array.from({ length: Math.max(1, Math.ceil(items.length / 2)) }, (_, page) => page);
      return pages.map((page) => ({
        ...{ position, items: items.slice(2 * page, 2 * page + 2), more: page < pages.length - 1 },
      }));
    },
  };
}

/** What of the results a client asks for; short, so that some of them fit into what may wait for it. */
const TOLD = [
  ...["position", "items", "more", "productVariantId", "status"],
  ...["availableQuantity", "version", "itemVersion"],
];

const turn = () => new Promise((resolve) => void setImmediate(resolve));

/** Subscribes, and makes of what comes what a client makes of it. */
async function watch({ paused = false, group = "low", reader = openReader(paused), slowly = false } = {}) {
  const member = await hub.join({
    key: group,
    selection: { kind: "view", view },
    async render(root) {
      rendered += 1;
      if (slowly) await turn();
      return JSON.stringify(root, TOLD);
    },
    delivery: { outlet: reader.outlet, encode: (payload) => `${payload}\n` },
  });
  const client = new LowStockClient();
  let [taken, reads] = [0, !paused];
  const done = member.next().then(
    () => undefined,
    (error: unknown) => error,
  );
  return {
    ...{ client, member, reader, done },
    go() {
      if (!reads) reader.go();
      reads = true;
    },
    /** What it knows by now. */
    items() {
      for (; taken < reader.lines.length; taken++) client.take(JSON.parse(reader.lines[taken] as string));
      return client.isComplete ? Object.fromEntries(client.items) : undefined;
    },
  };
}
type Watcher = Awaited<ReturnType<typeof watch>>;

/** What is low in truth. */
const truth = () =>
  Object.fromEntries(
    [...stock.items.values()]
      .filter(({ deletedAt, status }) => deletedAt === null && LOW_STATUSES.some((low) => low === status))
      .map(({ productVariantId, status, quantity, version }) => [
        productVariantId,
        expect.objectContaining({ status, availableQuantity: quantity, version }),
      ]),
  );

const knows = (watcher: Watcher) =>
  eventually(() => {
    expect(watcher.items()).toEqual(truth());
    expect(watcher.client.faults).toEqual([]);
  });

function store(events: readonly FeedEvent[]): readonly FeedEvent[] {
  feed.events.push(...events);
  return events;
}
const publish = (events: readonly FeedEvent[]) => live.sink.publish(store(events));
const write = (id: string, units: number) => publish(stock.write(id, units));

describe("a view", () => {
  it("when it is watched, then it is shown whole, and then by its changes", async () => {
    for (const id of ["a", "b", "c", "d", "e"]) await write(id, 1);
    const watcher = await watch();
    await knows(watcher);
    expect(watcher.client).toMatchObject({ snapshots: 3, changes: 0, position: feed.events.length });
    await write("a", 2);
    await write("b", 9);
    await write("f", 0);
    await knows(watcher);
    expect(watcher.client).toMatchObject({ snapshots: 3, position: feed.events.length });
  });

  it("when another watches the same, then it is not read again, and nothing is executed twice", async () => {
    for (const id of ["a", "b", "c"]) await write(id, 1);
    const first = await watch();
    await knows(first);
    await write("d", 1);
    await knows(first);
    const reads = stock.reads;
    rendered = 0;
    const others = await Promise.all([1, 2, 3].map(() => watch()));
    for (const other of others) await knows(other);
    expect([opened, stock.reads - reads, rendered]).toEqual([1, 0, 2]);
    expect(others[0]?.client.position).toBe(first.client.position);
  });

  it("when it changes while it is being read, then nothing is missing and nothing comes twice", async () => {
    for (const id of ["a", "b", "c"]) await write(id, 1);
    stock.beforePage = async () => {
      stock.beforePage = async () => undefined;
      await write("a", 9);
      await write("c", 2);
      await write("d", 0);
      await write("d", 1);
    };
    const watcher = await watch();
    await knows(watcher);
    await write("a", 3);
    await knows(watcher);
  });

  it("when it changes while its pages are being shown, then the changes follow the last page", async () => {
    for (const id of ["a", "b", "c", "d", "e", "f", "g", "h"]) await write(id, 1);
    const watcher = await watch({ paused: true });
    await eventually(() => expect(rendered).toBeGreaterThan(0));
    await write("a", 9);
    await write("h", 2);
    watcher.go();
    await knows(watcher);
    expect(watcher.client).toMatchObject({ snapshots: 4, changes: 2 });
  });

  it("when a member falls behind, then it is shown everything again, and others do not wait", async () => {
    const [slow, other] = [await watch({ paused: true }), await watch()];
    await eventually(() => expect(slow.member.isLive).toBe(true));
    for (let round = 0; round < 50; round++) {
      await write(`item ${round % 7}`, round % 4);
      await turn();
    }
    await knows(other);
    slow.go();
    await knows(slow);
    expect(slow.client.snapshots).toBeGreaterThan(1);
    expect(slow.client.changes).toBeLessThan(50);
    expect(opened).toBe(1);
  });

  it("when one connection watches much, then what waits for it is bounded all the same", async () => {
    for (const id of ["a", "b", "c", "d"]) await write(id, 1);
    const reader = openReader(true);
    const all = await Promise.all(Array.from({ length: 50 }, () => watch({ reader, slowly: true })));
    await eventually(() => expect(reader.outlet.full).toBe(true));
    reader.go();
    await eventually(() => expect(reader.lines).toHaveLength(2 * all.length));
    expect(reader.mostWaiting).toBeLessThan(2 * reader.limit);
  });

  it("when more changes than are kept while a member is being shown the view, then it is shown it again", async () => {
    for (const id of ["a", "b", "c", "d", "e", "f"]) await write(id, 1);
    const other = await watch();
    await knows(other);
    const slow = await watch({ paused: true });
    rendered = 0;
    for (let round = 0; rendered < 2_100; round++) {
      await write("a", round % 3);
      await turn();
    }
    slow.go();
    await knows(slow);
    await knows(other);
    expect(slow.client.snapshots).toBeGreaterThan(3);
    expect(slow.client.changes).toBeLessThan(1_100);
  });

  it("when more events come than may wait, then the view is read anew, and everybody is shown it", async () => {
    await write("a", 1);
    const watcher = await watch();
    await knows(watcher);
    stock.away = true;
    await write("a", 2);
    await eventually(() => expect(stock.reads).toBeGreaterThan(1));
    const events: FeedEvent[] = [];
    for (let round = 0; round < 9_000; round++) events.push(...stock.write(`item ${round % 9}`, round % 5));
    for (let begin = 0; begin < events.length; begin += 500) await publish(events.slice(begin, begin + 500));
    stock.away = false;
    await knows(watcher);
    expect(opened).toBe(2);
    await write("a", 0);
    await knows(watcher);
  });

  it("when the stock is away, then it is tried until it is back", async () => {
    await write("a", 1);
    stock.away = true;
    const watcher = await watch();
    await eventually(() => expect(stock.reads).toBeGreaterThan(1));
    expect(watcher.reader.lines).toEqual([]);
    stock.away = false;
    await knows(watcher);
    stock.away = true;
    const reads = stock.reads;
    await write("a", 2);
    await write("b", 2);
    await eventually(() => expect(stock.reads).toBeGreaterThan(reads + 2));
    stock.away = false;
    await knows(watcher);
    expect(watcher.client.changes).toBe(2);
  });

  it("when it is more than can be shown, then LIMIT_EXCEEDED ends it for all, and nothing of it is kept", async () => {
    for (let n = 0; n <= 10_000; n++) store(stock.write(`item ${n}`, 0));
    const watchers = [await watch(), await watch()];
    for (const { done } of watchers) expect(await done).toMatchObject({ code: "LIMIT_EXCEEDED" });
    expect([hub.size, hub.groups]).toEqual([0, 0]);
    for (let n = 0; n <= 9_990; n++) store(stock.write(`item ${n}`, 9));
    await live.sink.heartbeat?.(feed.events.length);
    await knows(await watch());
  });

  it("when everybody leaves while it is being read, then nothing of it is kept, and who comes reads anew", async () => {
    await write("a", 1);
    stock.away = true;
    const early = await watch();
    await eventually(() => expect(stock.reads).toBeGreaterThan(0));
    await early.member.return();
    expect([hub.size, hub.groups]).toEqual([0, 0]);
    stock.away = false;
    await knows(await watch());
  });
});

type Step =
  | { readonly kind: "write"; readonly ids: readonly string[]; readonly units: number; readonly how: How }
  | { readonly kind: "remove"; readonly ids: readonly string[]; readonly how: How }
  | { readonly kind: "join"; readonly paused: boolean }
  | { readonly kind: "leave" | "go"; readonly which: number }
  | { readonly kind: "away"; readonly away: boolean }
  | { readonly kind: "quiet" | "turn" };
type How = "told" | "lost" | "twice" | "reversed";

const ids = fc.array(fc.constantFrom("a", "b", "c", "d", "e", "f", "g"), { minLength: 1, maxLength: 4 });
const how: fc.Arbitrary<How> = fc.constantFrom("told", "told", "told", "lost", "twice", "reversed");
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant("write" as const), ids, units: fc.nat(6), how }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("remove" as const), ids, how }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("join" as const), paused: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom("leave" as const, "go" as const), which: fc.nat(5) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("away" as const), away: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constantFrom("quiet" as const, "turn" as const, "turn" as const) }),
  },
);

describe("what a client has built", () => {
  it(
    "when anything happens in any order, then it is the truth after every quiet moment",
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
          await hub.close();
          await open();
          const run = new Run();
          for (const each of steps) await run.take(each);
          await run.quiet();
        }),
        { numRuns: scaled(60, 2_000) },
      );
    },
    scaled(60_000, 1_200_000),
  );
});

class Run {
  #watchers: Watcher[] = [];

  async take(step: Step): Promise<void> {
    switch (step.kind) {
      case "write":
        return this.#tell(
          step.ids.flatMap((id, index) => stock.write(id, (step.units + index) % 7)),
          step.how,
        );
      case "remove":
        return this.#tell(
          step.ids.flatMap((id) => stock.remove(id)),
          step.how,
        );
      case "join":
        return void this.#watchers.push(await watch(step));
      case "leave":
        return void (await this.#watchers.splice(step.which, 1)[0]?.member.return());
      case "go":
        return this.#watchers[step.which]?.go();
      case "away":
        stock.away = step.away;
        return;
      case "turn":
        return void (await turn());
      case "quiet":
        return this.quiet();
      default:
        return step satisfies never;
    }
  }

  async quiet(): Promise<void> {
    stock.away = false;
    await live.sink.heartbeat?.(feed.events.length);
    for (const watcher of this.#watchers) watcher.go();
    for (const watcher of this.#watchers) {
      if (!watcher.reader.gaveUp) await knows(watcher);
      expect(watcher.client.faults).toEqual([]);
    }
  }

  async #tell(events: readonly FeedEvent[], how: How): Promise<void> {
    store(events);
    if (how === "lost") return;
    await live.sink.publish(how === "reversed" ? [...events].reverse() : events);
    if (how === "twice") await live.sink.publish(events);
  }
}
