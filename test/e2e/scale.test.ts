/** @needs postgres */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import type { InventoryQuery } from "../../src/ports/reader-queries.js";
import { createReader } from "../../src/store/reader.js";
import { reserveStock } from "../../src/usecases/reserve-stock.js";
import { fillCatalogue, variant } from "../support/catalogue.js";
import { explainingPool, type Explained } from "../support/explain.js";
import { scaled } from "../support/scale.js";
import { freshDatabase, type FreshDatabase } from "../support/services.js";
import { CALLER, openStore, type Store } from "../support/store.js";

// What is asked again and again must cost the same whatever the size of the catalogue. Pages
// looked at are the same in every run; times are measured where the run is long enough.

const FEW = scaled(2_000, 10_000);
const MANY = scaled(50_000, 1_000_000);
const ROUNDS = scaled(5, 400);
const AT_MOST = 1.5;

interface Place {
  readonly items: number;
  readonly database: FreshDatabase;
  readonly store: Store;
}

let few: Place;
let many: Place;

const open = async (items: number): Promise<Place> => {
  const database = await freshDatabase();
  await fillCatalogue(database.url, items);
  return { items, database, store: openStore(database.url) };
};

beforeAll(async () => {
  [few, many] = [await open(FEW), await open(MANY)];
}, 900_000);

afterAll(async () => {
  for (const { store, database } of [few, many]) {
    await store.close();
    await database.drop();
  }
});

/** LOW_STOCK items, or those of other statuses, after so great a part of the catalogue. */
const low = (
  { items }: Place,
  part: number,
  statuses: InventoryQuery["filter"]["statuses"] = ["LOW_STOCK"],
): InventoryQuery => ({
  filter: {
    ...{
      productVariantIds: null,
      skuPrefix: null,
      warehouseIds: null,
      availableBelow: null,
      updatedSince: null,
    },
    statuses,
  },
  order: "PRODUCT_VARIANT_ID",
  after: part === 0 ? null : { value: 0, productVariantId: variant(items * part) },
});

const NOTHING_HAS = ["OUT_OF_STOCK", "DISCONTINUED"] as const;

/** 250 items from all over the catalogue; others in each round. */
const spread = ({ items }: Place, round: number): string[] =>
  Array.from({ length: 250 }, (_, n) => variant((Math.floor((n * items) / 250) + round) % items));

const READS: [string, (reader: Store["reader"], place: Place, round: number) => Promise<unknown>][] = [
  ["the first page of what is low", (reader, place) => reader.inventory(low(place, 0), 50)],
  ["a deep page of what is low", (reader, place) => reader.inventory(low(place, 0.7), 50)],
  // Nothing is out of stock: to find that out must not take a look at everything.
  [
    "a page of a status that nothing has",
    (reader, place) => reader.inventory(low(place, 0.1, NOTHING_HAS), 50),
  ],
  ["250 items", (reader, place, round) => reader.items(spread(place, round))],
];

async function reserveOne({ store, items }: Place, round: number): Promise<void> {
  const lines = [{ productVariantId: variant((round * 7 + 1) % items), quantity: 1 }];
  const { ok } = await reserveStock(store.deps, { orderId: `order-${round}`, lines }, CALLER);
  expect(ok).toBe(true);
}

async function pagesLookedAt(place: Place, read: (typeof READS)[number][1]): Promise<number> {
  const explained: Explained[] = [];
  await read(createReader(explainingPool(place.store.database.pool, explained)), place, 0);
  expect(explained).toHaveLength(1);
  return explained[0]?.pages as number;
}

it.each(READS)(
  "when %s are read of few items and of many, then as many pages of the database are looked at",
  async (_name, read) => {
    const [least, most] = [await pagesLookedAt(few, read), await pagesLookedAt(many, read)];
    expect(least).toBeGreaterThan(0);
    expect(most / least).toBeLessThanOrEqual(AT_MOST);
  },
);

it("when pages of what is low are read, then each is full, of low items only", async () => {
  for (const part of [0, 0.7]) {
    const { nodes, hasNextPage } = await many.store.reader.inventory(low(many, part), 50);
    expect([nodes.length, hasNextPage]).toEqual([50, true]);
    expect(nodes.every(({ status }) => status === "LOW_STOCK")).toBe(true);
  }
});

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] as number;
}

/** One after the other, few and many in turn, so that what else the machine does meets both. */
async function compare(work: (place: Place, round: number) => Promise<unknown>) {
  const times = { few: [] as number[], many: [] as number[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    times.few.push(await timed(() => work(few, round)));
    times.many.push(await timed(() => work(many, round)));
  }
  const [fewMs, manyMs] = [median(times.few), median(times.many)];
  return { fewMs, manyMs, ratio: manyMs / fewMs };
}

const TIMED: [string, (place: Place, round: number) => Promise<unknown>][] = [
  ...READS.map(([name, read]): (typeof TIMED)[number] => [
    name,
    (place, round) => read(place.store.reader, place, round),
  ]),
  ["one reserve", reserveOne],
];

it.each(TIMED)(
  "when %s is timed among few items and among many, then it takes as long",
  async (name, work) => {
    const figures = await compare(work);
    // A few rounds say that it works; how long it takes, only many can tell.
    if (ROUNDS < 100) return;
    console.log(JSON.stringify({ what: name, items: [FEW, MANY], ...figures }));
    expect(figures.ratio).toBeLessThanOrEqual(AT_MOST);
  },
  300_000,
);
