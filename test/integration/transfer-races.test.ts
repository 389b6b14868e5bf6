/** @needs postgres */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { cancelStockTransfer } from "../../src/usecases/cancel-stock-transfer.js";
import { createStockTransfer } from "../../src/usecases/create-stock-transfer.js";
import { createWarehouse } from "../../src/usecases/create-warehouse.js";
import { receiveStockTransfer } from "../../src/usecases/receive-stock-transfer.js";
import { reserveStock } from "../../src/usecases/reserve-stock.js";
import { setStock } from "../../src/usecases/set-stock.js";
import { freshDatabase, query, uniqueName, type FreshDatabase } from "../support/services.js";
import { CALLER, expectConsistent, openStore, stockUp, type Store } from "../support/store.js";

const EAST = "EAST";

let database: FreshDatabase;
let stores: [Store, Store];

beforeAll(async () => {
  database = await freshDatabase();
  stores = [openStore(database.url), openStore(database.url)];
  await createWarehouse(stores[0].deps, { code: EAST, name: "East" }, CALLER);
});

afterAll(async () => {
  await Promise.all(stores.map((store) => store.close()));
  await expectConsistent(database.url);
  await database.drop();
});

const route = { fromWarehouseId: "MAIN", toWarehouseId: EAST };

async function underWay(productVariantId: string, quantity: number): Promise<string> {
  const input = { ...route, lines: [{ productVariantId, quantity }] };
  const created = await createStockTransfer(stores[0].deps, input, CALLER);
  if (!created.ok) throw new Error(JSON.stringify(created.refusals));
  return created.value.transfer.id;
}

const receive = (store: Store, transferId: string, productVariantId: string, receivedQuantity: number) =>
  receiveStockTransfer(store.deps, { transferId, lines: [{ productVariantId, receivedQuantity }] }, CALLER);

/** Once on each of the two nodes, at the same time. */
const onBoth = <T>(work: (store: Store, index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(stores.map(work));

it("when the same delivery is received on two nodes at once, then one of them is refused", async () => {
  for (let round = 0; round < 10; round += 1) {
    const id = await stockUp(stores[0], uniqueName("same"), 10);
    const transferId = await underWay(id, 6);
    const answers = await onBoth((store) => receive(store, transferId, id, 4));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(answers.find(({ ok }) => !ok)).toMatchObject({
      refusals: [{ code: "INVALID_QUANTITY", field: ["lines", "0", "receivedQuantity"] }],
    });
    expect(await stores[1].reader.items([id])).toMatchObject([{ quantity: 8, inTransit: 2 }]);
  }
});

it("when two parts are received on two nodes at once, then both come in, and the transfer is over", async () => {
  for (let round = 0; round < 10; round += 1) {
    const id = await stockUp(stores[0], uniqueName("parts"), 10);
    const transferId = await underWay(id, 6);
    const answers = await onBoth((store, index) => receive(store, transferId, id, index === 0 ? 4 : 2));
    expect(answers.map(({ ok }) => ok)).toEqual([true, true]);
    expect(await stores[1].reader.items([id])).toMatchObject([{ quantity: 10, inTransit: 0 }]);
    const rows = await query(database.url, "SELECT status FROM stock_transfer WHERE id = $1", [transferId]);
    expect(rows).toEqual([{ status: "RECEIVED" }]);
  }
});

it("when a receipt of all races a cancellation, then one of them has it, and no unit is lost", async () => {
  for (let round = 0; round < 15; round += 1) {
    const id = await stockUp(stores[0], uniqueName("race"), 10);
    const transferId = await underWay(id, 6);
    const first = round % 2;
    const [received, cancelled] = await Promise.all([
      receive(stores[first] as Store, transferId, id, 6),
      cancelStockTransfer((stores[1 - first] as Store).deps, { transferId }, CALLER),
    ]);
    expect([received.ok, cancelled.ok].filter(Boolean)).toHaveLength(1);
    const levels = (await stores[0].reader.levels([id])).flat().map(({ quantity }) => quantity);
    expect(levels.sort()).toEqual(received.ok ? [4, 6] : [10]);
    expect(await stores[0].reader.items([id])).toMatchObject([{ quantity: 10, inTransit: 0 }]);
  }
});

it("when transfers, holds and counts race for the same units, then no more leave than there are", async () => {
  const id = await stockUp(stores[0], uniqueName("all"), 20);
  const lines = [{ productVariantId: id, quantity: 3 }];
  const answers = await Promise.all(
    Array.from({ length: 24 }, (_, index) => {
      const { deps } = stores[index % 2] as Store;
      if (index % 3 === 0) return reserveStock(deps, { orderId: uniqueName("o"), lines }, CALLER);
      if (index % 3 === 1) return createStockTransfer(deps, { ...route, lines }, CALLER);
      const count = { productVariantId: id, quantity: 23 - index, changeFromQuantity: null };
      return setStock(deps, count, CALLER);
    }),
  );
  const refused = answers.flatMap((answer) => (answer.ok ? [] : answer.refusals));
  expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(["INSUFFICIENT_STOCK"]));
  const [item] = await stores[0].reader.items([id]);
  expect((item?.quantity ?? 0) - (item?.reserved ?? 0)).toBeGreaterThanOrEqual(0);
});

it("when a transfer is repeated under one key on two nodes at once, then its units leave once", async () => {
  const id = await stockUp(stores[0], uniqueName("once"), 20);
  const input = {
    ...route,
    lines: [{ productVariantId: id, quantity: 3 }],
    idempotencyKey: uniqueName("key"),
  };
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      createStockTransfer((stores[index % 2] as Store).deps, input, CALLER),
    ),
  );
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(await stores[0].reader.items([id])).toMatchObject([{ quantity: 17, inTransit: 3 }]);
});
