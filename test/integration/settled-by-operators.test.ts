/** @needs postgres */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createFailedEvents } from "../../src/store/feed/failed-events.js";
import { createPublisherDesk } from "../../src/store/feed/publisher-desk.js";
import { adjustStock } from "../../src/usecases/adjust-stock.js";
import { eventually } from "../support/eventually.js";
import { REGISTRY } from "../support/registry.js";
import { startTestRelay, StoringSink, type RunningRelay } from "../support/relay.js";
import { freshDatabase, query, type FreshDatabase } from "../support/services.js";
import { CALLER, openStore, stockUp, type Store } from "../support/store.js";

let database: FreshDatabase;
let store: Store;
let sink: StoringSink;
let relay: RunningRelay;

beforeEach(async () => {
  database = await freshDatabase();
  store = openStore(database.url);
  sink = new StoringSink();
  relay = startTestRelay(store, sink);
});

afterEach(async () => {
  await relay.stop();
  await store.close();
  await database.drop();
});

const ANNA = { by: "anna", note: "mended" };
const grow = (productVariantId: string) =>
  adjustStock(store.deps, { productVariantId, delta: 1, changeType: "RETURN" }, CALLER);

/** The third event of an item is given up on, and two later ones wait for it. */
async function parkThird() {
  sink.refuses = ({ aggregateVersion }) => aggregateVersion === 3;
  const id = await stockUp(store, "item", 10);
  for (let change = 0; change < 3; change++) await grow(id);
  const failedEvents = createFailedEvents(store.database.pool, REGISTRY);
  const failed = await eventually(async () => {
    const { nodes } = await failedEvents.page(null, { first: 10, after: null });
    expect(nodes).toMatchObject([{ sink: sink.name, attempts: 3, heldBehind: 2 }]);
    return nodes[0] as (typeof nodes)[number];
  });
  const ref = { sink: sink.name, eventId: failed.event.eventId };
  return { failedEvents, ref, position: failed.event.position };
}

describe("what a relay has given up on", () => {
  it("when an operator retries it, then it is delivered, and what was held behind it follows in order", async () => {
    const { failedEvents, ref, position } = await parkThird();
    expect(sink.positions("item")).not.toContain(position);
    sink.refuses = () => false;
    expect(await failedEvents.retry(ref, ANNA)).toBe("DONE");
    await eventually(() =>
      expect(sink.positions("item").slice(-3)).toEqual([position, position + 1, position + 2]),
    );
    await eventually(async () => {
      const rows = await query(database.url, "SELECT state, settled_by, note FROM sink_failure");
      expect(rows).toEqual([{ state: "DELIVERED", settled_by: "anna", note: "mended" }]);
    });
  });

  it("when it is refused again after a retry, then it has all its attempts, and is parked again", async () => {
    const { failedEvents, ref } = await parkThird();
    const before = sink.offered.length;
    expect(await failedEvents.retry(ref, ANNA)).toBe("DONE");
    await eventually(async () => {
      expect(sink.offered.length).toBe(before + 3);
      expect(await failedEvents.parkedAt(ref.eventId)).toEqual([sink.name]);
    });
  });

  it("when an operator resolves it, then it never comes, and what was held behind it does", async () => {
    const { failedEvents, ref, position } = await parkThird();
    expect(await failedEvents.resolve(ref, ANNA)).toBe("DONE");
    await eventually(() => expect(sink.positions("item").slice(-2)).toEqual([position + 1, position + 2]));
    expect(sink.positions("item")).not.toContain(position);
  });
});

it("when a detached sink is attached, then its relay goes on from where it was", async () => {
  await stockUp(store, "item", 1);
  await eventually(() => expect(sink.taken).toHaveLength(3));
  await relay.stop();
  await query(database.url, "UPDATE sink_cursor SET state = 'DETACHED'");
  relay = startTestRelay(store, sink);
  await grow("item");
  await eventually(async () => expect(await store.log.head()).toBe(4));
  expect(sink.taken).toHaveLength(3);
  expect(await createPublisherDesk(store.database.pool).attach(sink.name)).toEqual({
    wasDetached: true,
    missedEvents: 0,
  });
  await eventually(() => expect(sink.positions()).toEqual([1, 2, 3, 4]));
});
