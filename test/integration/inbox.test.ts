/** @needs postgres */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { Result } from "../../src/domain/decision.js";
import { isHandledBefore } from "../../src/domain/handled-before.js";
import { endOrder } from "../../src/usecases/end-order.js";
import { openOrder } from "../../src/usecases/open-order.js";
import { registerVariant } from "../../src/usecases/register-variant.js";
import { removeVariant } from "../../src/usecases/remove-variant.js";
import { changeVariant } from "../../src/usecases/change-variant.js";
import { shipOrder } from "../../src/usecases/ship-order.js";
import { takeBack } from "../../src/usecases/take-back.js";
import type { Caller } from "../../src/usecases/use-case.js";
import { freshDatabase, query, uniqueName, type FreshDatabase } from "../support/services.js";
import { CALLER, expectConsistent, openStore, stockUp, type Store } from "../support/store.js";

const ORDERS = { created: "RESERVE", holdTtlSeconds: 0 } as const;

let database: FreshDatabase;
/** Two nodes on one database. */
let store: Store;
let other: Store;
let orderId: string;
let item: string;

beforeAll(async () => {
  database = await freshDatabase();
  store = openStore(database.url);
  other = openStore(database.url);
});
beforeEach(async () => {
  orderId = uniqueName("order");
  item = await stockUp(store, uniqueName("item"), 10);
});
afterAll(async () => {
  await Promise.all([store.close(), other.close()]);
  await expectConsistent(database.url);
  await database.drop();
});

const message = (eventId: string, source = "order"): Caller => ({ ...CALLER, inbox: { source, eventId } });
const deps = (node: Store) => ({ ...node.deps, orders: ORDERS });
const open = (eventId: string, node = store, quantity = 2) =>
  openOrder(deps(node), { orderId, lines: [{ productVariantId: item, quantity }] }, message(eventId));
const stockOf = async (id = item) => {
  const [found] = await store.reader.items([id]);
  return found && [found.quantity, found.reserved];
};
const remembered = (eventId: string) =>
  query(database.url, "SELECT source FROM inbox WHERE event_id = $1 ORDER BY source", [eventId]);
const answers = (results: readonly Result<unknown>[]) =>
  results
    .map((result) => (result.ok ? "OK" : isHandledBefore(result) ? "BEFORE" : result.refusals[0]?.code))
    .sort();

describe("a message", () => {
  it("when it comes again, then nothing is done, and the answer says so", async () => {
    const id = uniqueName("event");
    const first = await takeBack(
      store.deps,
      { lines: [{ productVariantId: item, quantity: 3 }] },
      message(id),
    );
    const again = await takeBack(
      other.deps,
      { lines: [{ productVariantId: item, quantity: 3 }] },
      message(id),
    );
    expect(answers([first, again])).toEqual(["BEFORE", "OK"]);
    expect(await stockOf()).toEqual([13, 0]);
  });

  it("when it comes ten times at once, at two nodes, then it is carried out once", async () => {
    const id = uniqueName("event");
    const lines = [{ productVariantId: item, quantity: 1 }];
    const all = await Promise.all(
      Array.from({ length: 10 }, (_, each) =>
        takeBack((each % 2 === 0 ? store : other).deps, { lines }, message(id)),
      ),
    );
    expect(answers(all)).toEqual([...Array<string>(9).fill("BEFORE"), "OK"]);
    expect(await stockOf()).toEqual([11, 0]);
  });

  it("when another source has the same id, then it is another message", async () => {
    const id = uniqueName("event");
    const lines = [{ productVariantId: item, quantity: 1 }];
    const results = [
      await takeBack(store.deps, { lines }, message(id, "order")),
      await takeBack(store.deps, { lines }, message(id, "returns")),
    ];
    expect(answers(results)).toEqual(["OK", "OK"]);
    expect(await remembered(id)).toEqual([{ source: "order" }, { source: "returns" }]);
  });

  it("when it is refused, then it is not remembered, and is carried out when it comes again", async () => {
    const id = uniqueName("event");
    const lines = [{ productVariantId: uniqueName("later"), quantity: 4 }];
    expect(answers([await takeBack(store.deps, { lines }, message(id))])).toEqual(["NOT_FOUND"]);
    expect(await remembered(id)).toEqual([]);
    await stockUp(store, lines[0]?.productVariantId as string, 1);
    expect(answers([await takeBack(store.deps, { lines }, message(id))])).toEqual(["OK"]);
    expect(await stockOf(lines[0]?.productVariantId)).toEqual([5, 0]);
  });

  it("when it is refused twice in one batch, then both are told why", async () => {
    const lines = [{ productVariantId: uniqueName("nobody"), quantity: 4 }];
    const id = uniqueName("event");
    const busy = takeBack(store.deps, { lines: [{ productVariantId: item, quantity: 1 }] }, CALLER);
    const both = [1, 2].map(() => takeBack(store.deps, { lines }, message(id)));
    await busy;
    expect(answers(await Promise.all(both))).toEqual(["NOT_FOUND", "NOT_FOUND"]);
  });
});

describe("an order by messages", () => {
  it("when it is created, cancelled and shipped by two nodes at once, then it is shipped, once", async () => {
    for (let round = 0; round < 20; round++) {
      orderId = uniqueName("order");
      const before = (await stockOf()) as number[];
      const told = ["opened", "ended", "shipped"].map((kind) => `${orderId} ${kind}`) as [
        string,
        string,
        string,
      ];
      const send = () => [
        open(told[0], store),
        endOrder(other.deps, { orderId, reason: "CANCELLED" }, message(told[1])),
        shipOrder(other.deps, { orderId }, message(told[2])),
        open(told[0], other),
        endOrder(store.deps, { orderId, reason: "CANCELLED" }, message(told[1])),
      ];
      await Promise.all(send());
      // What was refused because it came first comes again.
      const again = await shipOrder(store.deps, { orderId }, message(told[2]));
      expect(again.ok || isHandledBefore(again)).toBe(true);
      expect(await stockOf()).toEqual([(before[0] as number) - 2, 0]);
      await takeBack(store.deps, { orderId, lines: [{ productVariantId: item, quantity: 2 }] }, CALLER);
    }
  }, 60_000);

  it("when it is cancelled before it is created, then it holds nothing, and the events of both are few", async () => {
    await endOrder(store.deps, { orderId, reason: "PAYMENT_FAILED" }, message(uniqueName("ended")));
    expect(await open(uniqueName("opened"), other)).toMatchObject({ ok: true, value: { opened: "ENDED" } });
    expect(await stockOf()).toEqual([10, 0]);
  });

  it("when there is not enough, then the rejection is told and remembered", async () => {
    const id = uniqueName("opened");
    expect(await open(id, store, 11)).toMatchObject({ ok: true, value: { opened: "REJECTED" } });
    expect(answers([await open(id, other, 11)])).toEqual(["BEFORE"]);
    const told = await query(
      database.url,
      "SELECT event_type FROM event WHERE data ->> 'orderId' = $1 ORDER BY seq",
      [orderId],
    );
    expect(told.map(({ event_type: type }) => type as string)).toEqual([
      "InventoryReservationFailedEvent",
      "AllocationRejectedEvent",
    ]);
  });

  it("when its goods leave after all, hours after its hold was given back, then they are sold", async () => {
    await open(uniqueName("opened"));
    await endOrder(store.deps, { orderId, reason: "CANCELLED" }, message(uniqueName("ended")));
    expect(await stockOf()).toEqual([10, 0]);
    const shipped = await shipOrder(other.deps, { orderId }, message(uniqueName("shipped")));
    expect(shipped).toMatchObject({ ok: true, value: { reservations: [{ status: "FULFILLED", orderId }] } });
    expect(await stockOf()).toEqual([8, 0]);
  });

  it("when a message is refused, then no row of its order is left behind", async () => {
    expect(answers([await shipOrder(store.deps, { orderId }, message(uniqueName("shipped")))])).toEqual([
      "NOT_FOUND",
    ]);
    expect(await query(database.url, "SELECT 1 FROM order_intake WHERE order_id = $1", [orderId])).toEqual(
      [],
    );
  });

  it("when what was ordered is sold at once, then a cancellation brings it back to where it came from", async () => {
    const decrement = { ...store.deps, orders: { created: "DECREMENT", holdTtlSeconds: 0 } as const };
    const lines = [{ productVariantId: item, quantity: 4 }];
    const opened = await openOrder(decrement, { orderId, lines }, message(uniqueName("opened")));
    expect(opened).toMatchObject({ ok: true, value: { opened: "SOLD" } });
    expect(await stockOf()).toEqual([6, 0]);
    const ended = await endOrder(store.deps, { orderId, reason: "FRAUDULENT" }, message(uniqueName("ended")));
    expect(ended).toMatchObject({ ok: true, value: { released: [], returned: [{ quantity: 10 }] } });
    expect(await stockOf()).toEqual([10, 0]);
  });
});

describe("what was sold at once", () => {
  it("when its item was deleted before the order ends, then it is back, out of sale, with an alert", async () => {
    const [id, order] = [uniqueName("variant"), uniqueName("order")];
    const named = { productVariantId: id };
    const sells = { ...deps(store), orders: { ...ORDERS, created: "DECREMENT" as const } };
    await registerVariant(store.deps, { ...named, sku: "S", initialStock: 3 }, message(uniqueName("made")));
    const ordered = { orderId: order, lines: [{ ...named, quantity: 3 }] };
    expect(await openOrder(sells, ordered, message(uniqueName("opened")))).toMatchObject({
      value: { opened: "SOLD" },
    });
    const gone = await removeVariant(store.deps, named, message(uniqueName("gone")));
    expect(gone).toMatchObject({ ok: true, value: { removed: true } });
    await endOrder(store.deps, { orderId: order, reason: "CANCELLED" }, message(uniqueName("ended")));
    const [item] = await store.reader.items([id]);
    expect(item).toMatchObject({ quantity: 3, reserved: 0, status: "DISCONTINUED", sku: "S" });
    expect(store.notRemoved).toContain(id);
  });
});

describe("a variant by messages", () => {
  it("when it is made with stock, changed and deleted, then its item follows", async () => {
    const id = uniqueName("variant");
    const made = await registerVariant(
      store.deps,
      { productVariantId: id, sku: "SKU-1", initialStock: 7 },
      message(uniqueName("made")),
    );
    expect(made).toMatchObject({
      ok: true,
      value: { created: true, item: { quantity: 7, status: "IN_STOCK" } },
    });
    const again = await registerVariant(
      store.deps,
      { productVariantId: id, initialStock: 9 },
      message(uniqueName("made")),
    );
    expect(again).toMatchObject({ ok: true, value: { created: false, item: { quantity: 7 } } });
    const changed = await changeVariant(
      store.deps,
      { productVariantId: id, sku: "SKU-2", discontinued: true },
      message(uniqueName("changed")),
    );
    expect(changed).toMatchObject({ ok: true, value: { item: { sku: "SKU-2", status: "DISCONTINUED" } } });
    expect(
      await removeVariant(store.deps, { productVariantId: id }, message(uniqueName("gone"))),
    ).toMatchObject({
      value: { removed: false, item: { quantity: 7 } },
    });
    expect(store.notRemoved).toContain(id);
  });

  it("when it was never known, then there is nothing to delete, but something to change is missing", async () => {
    const productVariantId = uniqueName("variant");
    const gone = await removeVariant(store.deps, { productVariantId }, message(uniqueName("gone")));
    const changed = await changeVariant(
      store.deps,
      { productVariantId, sku: "X" },
      message(uniqueName("changed")),
    );
    expect(gone).toEqual({ ok: true, value: { item: null, removed: false } });
    expect(answers([changed])).toEqual(["NOT_FOUND"]);
  });

  it("when its deletion comes before its creation, then it is gone, or out of sale with an alert", async () => {
    const [empty, stocked] = [uniqueName("variant"), uniqueName("variant")];
    for (const [productVariantId, initialStock] of [
      [empty, 0],
      [stocked, 4],
    ] as const) {
      const said = (minutes: number) => ({ productVariantId, saidAt: Date.now() - minutes * 60_000 });
      await removeVariant(store.deps, said(10), message(uniqueName("gone")));
      const made = await registerVariant(
        store.deps,
        { ...said(20), initialStock },
        message(uniqueName("made")),
      );
      expect(made).toMatchObject({ ok: true, value: { item: { status: "DISCONTINUED" } } });
      const changed = await changeVariant(
        store.deps,
        { ...said(15), discontinued: false },
        message(uniqueName("changed")),
      );
      expect(changed.ok).toBe(true);
    }
    expect(await stockOf(empty)).toBeNull();
    expect(await stockOf(stocked)).toEqual([4, 0]);
    expect(store.notRemoved.filter((id) => id === empty || id === stocked)).toEqual([stocked]);
  });

  it("when nothing of it was taken in, then nothing is remembered of it", async () => {
    const productVariantId = uniqueName("variant");
    await changeVariant(store.deps, { productVariantId, sku: "X" }, message(uniqueName("changed")));
    const sql = "SELECT 1 FROM variant_intake WHERE product_variant_id = $1";
    expect(await query(database.url, sql, [productVariantId])).toEqual([]);
  });

  it("when its initial stock is not a quantity, then the field is named and no item made", async () => {
    const productVariantId = uniqueName("variant");
    const made = await registerVariant(
      store.deps,
      { productVariantId, initialStock: -1 },
      message(uniqueName("made")),
    );
    expect(made).toMatchObject({ refusals: [{ code: "INVALID_QUANTITY", field: ["initialStock"] }] });
    expect(await stockOf(productVariantId)).toBeNull();
  });
});
