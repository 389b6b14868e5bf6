import { beforeEach, describe, expect, it } from "@jest/globals";
import type { FeedEvent } from "../../src/domain/events.js";
import { LOW_STATUSES, LowStockView, type LowStockOptions } from "../../src/graphql/live/low-stock-view.js";
import { LowStockInMemory } from "../support/low-stock-in-memory.js";

let stock: LowStockInMemory;

beforeEach(() => {
  stock = new LowStockInMemory();
});

async function opened(options: Partial<LowStockOptions> = {}): Promise<LowStockView> {
  const view = new LowStockView({
    ...{ reader: stock.reader, loaders: stock.loaders, variants: null },
    ...{ statuses: new Set(LOW_STATUSES), reach: { ids: null, learn: () => undefined } },
    ...options,
  });
  await view.open();
  return view;
}

interface Snapshot {
  readonly items: readonly { readonly productVariantId: string; readonly version: number }[];
  readonly more: boolean;
}
const shown = (view: LowStockView) =>
  (view.whole(0) as Snapshot[]).flatMap(({ items }) => items.map(({ productVariantId: id }) => id));

const told = async (view: LowStockView, events: Parameters<LowStockView["apply"]>[0]) =>
  (await view.apply(events)).map(({ root }) => root);

describe("the view of what is low", () => {
  it("when it is opened, then it has what is low or out, in messages of 500 that say whether more come", async () => {
    for (let n = 0; n < 1_200; n++) stock.write(`v${String(n).padStart(4, "0")}`, n % 4 === 3 ? 9 : n % 4);
    const pages = (await opened()).whole(7) as Snapshot[];
    expect(pages.map(({ items, more }) => [items.length, more])).toEqual([
      [500, true],
      [400, false],
    ]);
    expect(pages[0]).toMatchObject({ position: 7 });
    expect(pages[0]?.items.slice(0, 4).map(({ productVariantId }) => productVariantId)).toEqual(
      ["v0000", "v0001", "v0002", "v0004"], // prettier-ignore
    );
  });

  it("when nothing is low, then one message says so", async () => {
    expect((await opened()).whole(3)).toEqual([{ position: 3, items: [], more: false }]);
  });

  it("when there are more than 10,000, be it by and by, then LIMIT_EXCEEDED says how to narrow them", async () => {
    for (let n = 0; n < 10_000; n++) stock.write(`v${n}`, 0);
    const view = await opened();
    const tooMuch = { code: "LIMIT_EXCEEDED", message: expect.stringContaining("filter") };
    await expect(view.apply(stock.write("one more", 0))).rejects.toMatchObject(tooMuch);
    await expect(opened()).rejects.toMatchObject(tooMuch);
    expect(shown(await opened({ variants: new Set(["v1", "one more"]) }))).toEqual(["one more", "v1"]);
  });

  it("when an item goes down and up, then each change is told, and it leaves with the last", async () => {
    stock.write("a", 9);
    const view = await opened();
    expect(await told(view, stock.write("a", 2))).toMatchObject([
      {
        productVariantId: "a",
        status: "LOW_STOCK",
        availableQuantity: 2,
        itemVersion: 3,
        item: { version: 3 },
      },
    ]);
    expect(await told(view, stock.write("a", 1))).toMatchObject([{ availableQuantity: 1, itemVersion: 4 }]);
    expect(await told(view, stock.write("a", 8))).toMatchObject([{ status: "IN_STOCK", itemVersion: 5 }]);
    expect(shown(view)).toEqual([]);
    expect(await told(view, stock.write("a", 7))).toEqual([]);
  });

  it("when much happens to an item at once, then it is read once, and told once as it is", async () => {
    stock.write("a", 1);
    const view = await opened();
    const events = [2, 3, 9, 0, 2].flatMap((units) => stock.write("a", units));
    stock.reads = 0;
    const changes = await view.apply(events);
    expect(stock.reads).toBe(1);
    expect(changes).toMatchObject([
      { key: "a", position: events.at(-1)?.position, root: { availableQuantity: 2, itemVersion: 7 } },
    ]);
  });

  it("when several items change in turn, then nothing up to a position is told after it", async () => {
    for (const id of ["a", "b", "c"]) stock.write(id, 1);
    const view = await opened();
    const writes = ["a", "b", "a", "c", "a"].map((id, index) => stock.write(id, index % 2));
    const [, b, , c, last] = writes.map(([first]) => first?.position as number) as [0, 0, 0, 0, 0];
    const changes = await view.apply(writes.flat());
    // Of `a` also what came after `b` did; so up to `b`, and then up to `c`.
    expect(changes.map(({ key, position }) => [key, position])).toEqual([
      ["a", b - 1],
      ["b", c - 1],
      ["c", last],
    ]);
  });

  it("when events tell what was read already, then nothing is told twice, and nothing is read", async () => {
    stock.write("a", 9);
    const events = [1, 2, 9, 0].flatMap((units) => stock.write("a", units));
    const view = await opened();
    stock.reads = 0;
    for (const event of events) expect(await view.apply([event])).toEqual([]);
    expect(stock.reads).toBe(0);
  });

  it("when an event claims a version that its item does not have, then nothing is told", async () => {
    stock.write("a", 1);
    const view = await opened();
    const [event] = stock.write("b", 9) as [FeedEvent];
    expect(await view.apply([{ ...event, aggregateId: "a", aggregateVersion: 99 }])).toEqual([]);
  });

  it("when an item has left by a newer read, then the events up to that are not looked at any more", async () => {
    stock.write("a", 1);
    const view = await opened();
    const [before, leaving] = [stock.write("a", 2), stock.write("a", 9)];
    expect(await told(view, before)).toMatchObject([{ status: "IN_STOCK", itemVersion: 4 }]);
    stock.reads = 0;
    expect(await told(view, leaving)).toEqual([]);
    expect(stock.reads).toBe(0);
    expect(await told(view, stock.write("a", 2))).toMatchObject([{ status: "LOW_STOCK", itemVersion: 5 }]);
  });

  it("when an item is made, deleted and made again, then it comes, leaves as DISCONTINUED, and comes", async () => {
    const view = await opened();
    expect(await told(view, stock.write("a", 0))).toMatchObject([{ status: "OUT_OF_STOCK", itemVersion: 2 }]);
    expect(await told(view, stock.remove("a"))).toMatchObject([
      { status: "DISCONTINUED", itemVersion: 3, item: null },
    ]);
    expect(shown(view)).toEqual([]);
    expect(await told(view, stock.write("a", 0))).toMatchObject([{ status: "OUT_OF_STOCK", itemVersion: 5 }]);
  });

  it("when one status is asked for, then an item leaves with the other", async () => {
    stock.write("a", 1);
    const view = await opened({ statuses: new Set(["LOW_STOCK"] as const) });
    expect(await told(view, stock.write("a", 0))).toMatchObject([{ status: "OUT_OF_STOCK" }]);
    expect(shown(view)).toEqual([]);
    expect(await told(view, stock.write("a", 2))).toMatchObject([{ status: "LOW_STOCK" }]);
  });

  it("when warehouses are asked for, then an item comes in once one of them has a level of it", async () => {
    const ids = new Set(["east"]);
    const learn = ({ id, code }: { id: string; code: string }) => code === "NORTH" && ids.add(id);
    stock.write("here", 1, "east");
    stock.write("elsewhere", 1);
    stock.write("north", 1);
    const view = await opened({ reach: { ids, learn } });
    expect(shown(view)).toEqual(["here"]);
    expect(await told(view, stock.write("elsewhere", 2))).toEqual([]);
    expect(await told(view, stock.write("elsewhere", 3, "east"))).toMatchObject([{ availableQuantity: 3 }]);
    view.learn({ id: "north-id", code: "NORTH" });
    expect(await told(view, stock.write("north", 2, "north-id"))).toMatchObject([{ availableQuantity: 2 }]);
    expect(shown(view)).toEqual(["elsewhere", "here", "north"]);
  });

  it("when the stock is away, then nothing has changed, and the same can be asked again", async () => {
    stock.write("a", 9);
    const view = await opened();
    const events = stock.write("a", 1);
    stock.away = true;
    await expect(view.apply(events)).rejects.toThrow("away");
    await expect(view.open()).rejects.toThrow("away");
    stock.away = false;
    expect(shown(view)).toEqual([]);
    expect(await told(view, events)).toMatchObject([{ availableQuantity: 1 }]);
  });
});
