/** @needs postgres */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openShop, type Shop } from "../support/shop.js";

let shop: Shop;

beforeAll(async () => {
  shop = await openShop();
  await shop.item({ id: "known", sku: "sku", quantity: 5 });
  await shop.reserve("order", [{ productVariantId: "known", quantity: 1 }]);
}, 60_000);

afterAll(() => shop.close());

const UUID = "0190b5a0-0000-7000-8000-000000000001";
const cursor = (text: string) => Buffer.from(text).toString("base64url");

const TEXTS = [
  "",
  "a\u0000",
  "\ud800",
  "x".repeat(65),
  "😀".repeat(64),
  "%",
  "known",
  UUID,
  "'; --",
  "\u{10ffff}",
  "\ud7ff",
];
const LISTS = [
  null,
  [],
  ["known", "known"],
  TEXTS,
  Array.from({ length: 251 }, String),
  Array(250).fill("x"),
];
const MOMENTS = [
  ...[
    "0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999Z",
    "+275760-09-13T00:00:00Z",
    "-271821-04-20T00:00:00Z",
  ],
  ...["2024-02-30T00:00:00Z", "", "now", 8_640_000_000_000_000, -1, null],
];
const NUMBERS = [-2_147_483_648, -1, 0, 250, 251, 2_147_483_647, 2_147_483_648, 1.5, null];
const CURSORS = [
  ...["", "\u0000", "zzz", null],
  ...["variant:\u0000", "variant:known", "updated:-1:a", "updated:0:a", "updated:8640000000000000:a"],
  ...["updated:-8640000000000000:a", "updated:253402300799999:a", `updated:${"9".repeat(400)}:a`],
  ...["available:-2147483648:a", "available:-0:a", "available:2147483647:a", "available:-9999999999:a"],
  ...[
    `reservation:${UUID}`,
    "reservation:a",
    `entry:-8640000000000000:1:${UUID}`,
    `entry:0:-2147483648:${UUID}`,
  ],
  ...[`entry:253402300799999:2147483647:${UUID}`, `entry:1:1:${UUID}:x`],
].map((text) => (typeof text === "string" && text.includes(":") ? cursor(text) : text));

const PAGE = "edges { cursor } pageInfo { hasNextPage } totalCount";
const INVENTORY = `query ($first: Int, $after: String, $filter: InventoryFilter, $orderBy: InventoryOrder) {
  inventory(first: $first, after: $after, filter: $filter, orderBy: $orderBy) { ${PAGE} }
}`;
const RESERVATIONS = `query ($first: Int, $after: String, $filter: ReservationFilter) {
  reservations(first: $first, after: $after, filter: $filter) { ${PAGE} }
}`;
const LEDGER = `query ($first: Int, $after: String, $filter: LedgerFilter) {
  ledger(first: $first, after: $after, filter: $filter) { ${PAGE} }
}`;
const ITEM = `query ($id: ID!, $asOf: DateTime, $of: [ID!], $first: Int, $after: String, $statuses: [ReservationStatus!]) {
  inventoryItem(productVariantId: $id, asOf: $asOf) {
    levels(warehouseIds: $of) { quantity }
    reservations(first: $first, after: $after, statuses: $statuses) { ${PAGE} }
    ledger(first: $first, after: $after) { ${PAGE} }
  }
}`;
const BY_ID = `query ($id: ID!) {
  node(id: $id) { id } reservation(id: $id) { id } stockTransfer(id: $id) { id }
}`;
const AVAILABLE =
  "query ($lines: [StockLineInput!]!) { checkAvailability(lines: $lines) { lines { requested available } } }";

type Variables = Record<string, unknown>;
const each = (values: readonly unknown[], place: (value: unknown) => Variables) => values.map(place);
const filters = (name: string, values: readonly unknown[]) =>
  each(values, (value) => ({ filter: { [name]: value } }));
const pages = [...each(NUMBERS, (first) => ({ first })), ...each(CURSORS, (after) => ({ after }))];
const line = (over: Variables) => ({ lines: [{ productVariantId: "known", quantity: 1, ...over }] });

const QUESTIONS: [string, string, Variables[]][] = [
  [
    "inventory",
    INVENTORY,
    [
      ...pages,
      ...["UPDATED_AT", "AVAILABLE"].flatMap((orderBy) => CURSORS.map((after) => ({ orderBy, after }))),
      ...filters("productVariantIds", LISTS),
      ...filters("warehouseIds", LISTS),
      ...filters("skuPrefix", TEXTS),
      ...filters("statuses", [null, [], ["LOW_STOCK", "LOW_STOCK"], ["NONE"], Array(251).fill("LOW_STOCK")]),
      ...filters("availableBelow", NUMBERS),
      ...filters("updatedSince", MOMENTS),
    ],
  ],
  [
    "reservations",
    RESERVATIONS,
    [
      ...pages,
      ...filters("orderId", TEXTS),
      ...filters("productVariantId", TEXTS),
      ...filters("statuses", [null, [], ["EXPIRED", "EXPIRED"], ["NONE"]]),
      ...CURSORS.map((after) => ({ after, filter: { statuses: ["EXPIRED", "ACTIVE"] } })),
    ],
  ],
  [
    "ledger",
    LEDGER,
    [
      ...pages,
      ...["productVariantId", "warehouseId", "reference"].flatMap((name) => filters(name, TEXTS)),
      ...filters("kinds", LISTS),
      ...["since", "until"].flatMap((name) => filters(name, MOMENTS)),
      ...CURSORS.map((after) => ({ after, filter: { productVariantId: "known" } })),
    ],
  ],
  [
    "inventoryItem and its lists",
    ITEM,
    [
      ...each(TEXTS, (id) => ({ id })),
      ...[...each(MOMENTS, (asOf) => ({ asOf })), ...each(LISTS, (of) => ({ of })), ...pages].map(
        (given) => ({
          id: "known",
          ...given,
        }),
      ),
      { id: "known", statuses: [] },
    ],
  ],
  ["node, reservation and stockTransfer", BY_ID, each(TEXTS, (id) => ({ id }))],
  [
    "checkAvailability",
    AVAILABLE,
    [
      { lines: [] },
      ...each(TEXTS, (productVariantId) => line({ productVariantId })),
      ...each(TEXTS, (warehouseId) => line({ warehouseId })),
      ...each(NUMBERS, (quantity) => line({ quantity })),
      { lines: Array(250).fill({ productVariantId: "known", quantity: 1_000_000_000 }) },
      { lines: Array(250).fill({ productVariantId: "unknown", quantity: 1_000_000_000 }) },
      { lines: Array(250).fill({ productVariantId: "known", quantity: 1_000_000 }) },
      { lines: Array(251).fill({ productVariantId: "known", quantity: 1 }) },
    ],
  ],
];

describe("whatever is asked", () => {
  it.each(QUESTIONS)("of %s, then it is answered, or blamed by a code", async (_, document, asked) => {
    const outcomes = new Set<string>();
    for (const variables of asked) {
      const { data, errors } = await shop.admin.send(document, variables);
      const codes = (errors ?? []).map(({ extensions }) => String(extensions?.["code"]));
      // With what was asked, so that a failure tells it.
      for (const code of codes) {
        expect([variables, code]).toEqual([
          variables,
          expect.stringMatching(/^(BAD_USER_INPUT|LIMIT_EXCEEDED)$/),
        ]);
      }
      if (codes.length === 0) expect(data).toBeTruthy();
      for (const code of codes.length > 0 ? codes : ["answered"]) outcomes.add(code);
    }
    expect([...outcomes]).toEqual(expect.arrayContaining(["answered", "BAD_USER_INPUT"]));
  });
});
