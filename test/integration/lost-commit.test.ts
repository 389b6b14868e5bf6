/** @needs postgres */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { reserveStock } from "../../src/usecases/reserve-stock.js";
import { freshDatabase, uniqueName, type FreshDatabase } from "../support/services.js";
import { CALLER, expectConsistent, openStore, stockUp, type Store } from "../support/store.js";
import { openTcpProxy, type TcpProxy } from "../support/tcp-proxy.js";

let database: FreshDatabase;
let wire: TcpProxy;
let store: Store;
/** Not by the wire: the store's own first statements are still unprepared, so the wire can read them. */
let direct: Store;

beforeEach(async () => {
  database = await freshDatabase();
  wire = await openTcpProxy(database.url);
  store = openStore(wire.url);
  direct = openStore(database.url);
});

afterEach(async () => {
  await Promise.all([store.close(), direct.close()]);
  await wire.close();
  await expectConsistent(database.url);
  await database.drop();
});

const reserve = (productVariantId: string) =>
  reserveStock(
    store.deps,
    { orderId: uniqueName("order"), lines: [{ productVariantId, quantity: 1 }] },
    CALLER,
  );

describe("a connection lost at COMMIT", () => {
  it.each(["delivered", "undelivered"] as const)(
    "when the COMMIT was %s, then each command is answered and has its effect once",
    async (side) => {
      const id = await stockUp(direct, uniqueName("lost"), 100);
      const cut = wire.cutAt("COMMIT", side);
      const answers = await Promise.all(Array.from({ length: 10 }, () => reserve(id)));
      expect(answers.every(({ ok }) => ok)).toBe(true);
      expect(cut.done()).toBe(true);
      expect(await store.reader.items([id])).toMatchObject([{ reserved: 10, version: 12 }]);
    },
  );

  it("when the connection is lost before the COMMIT, then the batch is run again", async () => {
    const id = await stockUp(direct, uniqueName("lost"), 100);
    const cut = wire.cutAt("WITH items AS", "undelivered");
    expect(await reserve(id)).toMatchObject({ ok: true });
    expect(cut.done()).toBe(true);
    expect(await store.reader.items([id])).toMatchObject([{ reserved: 1 }]);
  });

  it("when the database stays away, then callers are told that nothing was done", async () => {
    const id = await stockUp(direct, uniqueName("away"), 100);
    wire.refuse();
    await expect(reserve(id)).rejects.toMatchObject({ code: "UNAVAILABLE" });
    wire.accept();
    expect(await reserve(id)).toMatchObject({ ok: true });
    expect(await store.reader.items([id])).toMatchObject([{ reserved: 1 }]);
  });

  it("when the network swallows every answer, then callers are told in seconds, and later ones are served", async () => {
    const id = await stockUp(direct, uniqueName("silent"), 100);
    wire.swallow(true);
    const deadline = Date.now() + 3_000;
    const input = { orderId: uniqueName("order"), lines: [{ productVariantId: id, quantity: 1 }] };
    const [read, write] = await Promise.allSettled([
      store.reader.items([id]),
      reserveStock(store.deps, input, { ...CALLER, deadline }),
    ]);
    expect([read, write]).toMatchObject([
      { reason: { code: "UNAVAILABLE" } },
      { reason: { code: "UNAVAILABLE" } },
    ]);
    wire.swallow(false);
    wire.cut();
    expect(await reserve(id)).toMatchObject({ ok: true });
    expect(await store.reader.items([id])).toMatchObject([{ reserved: 1 }]);
  }, 60_000);
});
