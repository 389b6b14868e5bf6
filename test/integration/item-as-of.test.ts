/** @needs postgres */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { ITEM_AS_OF } from "../support/client/read-documents.js";
import type { ItemAsOfQuery } from "../support/generated/graphql.js";
import { query, uniqueName } from "../support/services.js";
import { openShop, type Shop } from "../support/shop.js";

let shop: Shop;
let east: string;

type Seen = NonNullable<ItemAsOfQuery["inventoryItem"]>;

beforeAll(async () => {
  shop = await openShop();
  east = await shop.warehouse();
}, 60_000);

afterAll(() => shop.close());

async function asOf(id: string, moment: Date | null): Promise<Seen | null> {
  const { inventoryItem } = await shop.admin.ask(ITEM_AS_OF, { id, asOf: moment?.toISOString() ?? null });
  return inventoryItem ?? null;
}

/** When each entry of the item was booked, the oldest first. */
async function moments(id: string): Promise<Date[]> {
  const sql =
    "SELECT occurred_at AS at FROM ledger_entry WHERE product_variant_id = $1 ORDER BY item_version";
  return (await query<{ at: Date }>(shop.url, sql, [id])).map(({ at }) => at);
}

const before = (moment: Date) => new Date(moment.getTime() - 1);

it("when an item's history is recorded, then each moment of it is answered as it was", async () => {
  const id = await shop.item();
  const history: { moment: Date; then: Seen }[] = [];
  for (let step = 0; step < 25; step += 1) {
    if (step % 3 === 2) await shop.reserve(`o${step}`, [{ productVariantId: id, quantity: 1 }]);
    else
      await shop.put(id, step % 3 === 0 ? 2 : -1, step % 7 === 0 ? east : undefined).catch(() => undefined);
    const [now, moment] = [await asOf(id, null), (await moments(id)).at(-1)];
    if (now && moment) history.push({ moment, then: now });
  }
  const first = history[0]?.moment as Date;
  expect(await asOf(id, before(first))).toMatchObject({ quantity: 0, levels: [], version: 1 });
  for (const [index, { moment, then }] of history.entries()) {
    const moved = then.levels.filter(({ quantity, reservedQuantity }) => quantity + reservedQuantity > 0);
    const answer = await asOf(id, moment);
    expect(answer).toEqual({ ...then, levels: expect.arrayContaining(moved) });
    const next = history[index + 1]?.moment;
    if (next && next > moment) expect(await asOf(id, before(next))).toEqual(answer);
  }
});

it("when the moment is before the item was created, or after now, then null, or what is now", async () => {
  const id = await shop.item({ quantity: 10 });
  const [row] = await query<{ at: Date }>(
    shop.url,
    "SELECT created_at AS at FROM inventory WHERE product_variant_id = $1",
    [id],
  );
  expect(await asOf(id, before(row?.at as Date))).toBeNull();
  expect(await asOf(id, row?.at as Date)).toMatchObject({ quantity: 0, status: "OUT_OF_STOCK" });
  const order = uniqueName("o");
  await shop.reserve(order, [{ productVariantId: id, quantity: 9 }]);
  await shop.letExpire(order);
  const now = await asOf(id, null);
  expect(now).toMatchObject({ availableQuantity: 10, levels: [{ reservedQuantity: 0 }] });
  expect(await asOf(id, new Date("2999-01-01"))).toEqual(now);
  // What was booked then stands in the ledger still.
  expect(await asOf(id, new Date())).toMatchObject({ availableQuantity: 1, status: "LOW_STOCK" });
  expect(await asOf(uniqueName("unknown"), new Date())).toBeNull();
});

it("when an id is asked for twice at two moments in one request, then each is answered for itself", async () => {
  const id = await shop.item({ quantity: 4 });
  await shop.put(id, 3);
  const [first] = await moments(id);
  const asked = `{
    now: inventoryItem(productVariantId: "${id}") { quantity levels { quantity } }
    then: inventoryItem(productVariantId: "${id}", asOf: "${first?.toISOString()}") { quantity levels { quantity } }
  }`;
  expect((await shop.admin.send(asked)).data).toEqual({
    now: { quantity: 7, levels: [{ quantity: 7 }] },
    then: { quantity: 4, levels: [{ quantity: 4 }] },
  });
});
