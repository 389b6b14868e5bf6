/** @needs postgres */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { versionOf } from "../../src/domain/events.js";
import { createLogger } from "../../src/lib/logger.js";
import { createUpcast } from "../../src/registry/upcasters.js";
import { createFailedEvents } from "../../src/store/feed/failed-events.js";
import { createFailureLog } from "../../src/store/feed/failure-log.js";
import { eventually } from "../support/eventually.js";
import { startTestRelay, StoringSink } from "../support/relay.js";
import { freshDatabase, query, type FreshDatabase } from "../support/services.js";
import { openStore, stockUp, type Store } from "../support/store.js";

let database: FreshDatabase;
let store: Store;

beforeAll(async () => {
  database = await freshDatabase();
  store = openStore(database.url);
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

const TYPE = "InventoryItemCreatedEvent";
const VERSIONS = "SELECT event ->> 'eventVersion' AS version FROM sink_failure WHERE state = 'PARKED'";
const ANNA = { by: "anna", note: null };

/** As of a release that knows these versions of the type. */
const released = (...versions: string[]) => ({
  upcast: createUpcast({
    versions: new Map([[TYPE, versions]]),
    upcasters: { [TYPE]: { "1.0": (data: object) => ({ ...data, of: "the second version" }) } },
    logger: createLogger("silent"),
  }),
});

it("when its type gets a new version, then a parked event is brought up to it, shown and sent so; not known, it keeps its own", async () => {
  const sink = new StoringSink();
  sink.refuses = ({ type }) => type === TYPE;
  const before = startTestRelay(store, sink, { retry: { attempts: 1 } });
  await stockUp(store, "item", 1);
  const failures = createFailedEvents(store.database.pool, released("1.0", "2.0"));
  const parked = await eventually(async () => {
    const { nodes } = await failures.page(null, { first: 1, after: null });
    expect(nodes).toMatchObject([{ event: { type: TYPE, data: { of: "the second version" } } }]);
    return nodes[0] as (typeof nodes)[number];
  });
  await before.stop();
  expect(await query(database.url, VERSIONS)).toEqual([{ version: "1.0" }]);

  const older = await createFailedEvents(store.database.pool, released("0.9")).page(null, {
    first: 1,
    after: null,
  });
  expect(older.nodes.map(({ event }) => versionOf(event))).toEqual(["1.0"]);
  expect(older.nodes[0]?.event.data).not.toHaveProperty("of");

  const { open } = createFailureLog(store.database.pool, released("1.0", "2.0"));
  const after = startTestRelay(store, sink, { failures: { open } });
  sink.refuses = () => false;
  await failures.retry({ sink: sink.name, eventId: parked.event.eventId }, ANNA);
  await eventually(() =>
    expect(sink.taken.find(({ type }) => type === TYPE)?.data).toMatchObject({ of: "the second version" }),
  );
  await after.stop();
});
