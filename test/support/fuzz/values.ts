import fc, { type Arbitrary } from "fast-check";
import { slot } from "./shot.js";

// Values that are wrong in ways which programs do not expect, among many that are right, so that what
// is sent gets past the first check.

const UUID = "01a1fb71-0000-7000-8000-000000000000";

export const anyText: Arbitrary<string> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ...["", " ", "\t", "a", "v1", "MAIN", UUID, UUID.toUpperCase(), "null", "NaN", "-0", "1e309", "0x1F"],
      ...["\u0000", "a\u0000b", "\ud800", "\udc00x", "\ufeff", "\u2028", "\u202eabc", "\uffff", "ﬀ", "İ"],
      ...["😀".repeat(64), "😀".repeat(65), "e\u0301".repeat(40), "👨‍👩‍👧‍👦".repeat(12), "مرحبا", "ｆｕｌｌ"],
      ...[
        "x".repeat(64),
        "x".repeat(65),
        "x".repeat(128),
        "x".repeat(129),
        "x".repeat(501),
        "x".repeat(9_000),
      ],
      ...["'; DELETE FROM inventory; --", "' OR 1=1 --", "\\'; --", "$1", "$$", "%", "_", "%s%n", "a\\", '"'],
      ...[
        "__proto__",
        "constructor",
        "toString",
        "hasOwnProperty",
        "../../../../etc/passwd",
        "${7*7}",
        "{{7}}",
      ],
      ...[
        "\r\nX-Injected: 1",
        "<script>alert(1)</script>",
        "=cmd|' /C calc'!A0",
        "(a+)+$",
        "a:b:c",
        ",",
        "a,b",
      ],
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 70 }) },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 70 }) },
);

export const anyInt: Arbitrary<number> = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 9 }) },
  { weight: 2, arbitrary: fc.constantFrom(0, -1, -5, 100, 250, 251, 900, 65_536) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(2_147_483_647, -2_147_483_648, 2_147_483_646, 31_536_000, 31_536_001),
  },
  { weight: 1, arbitrary: fc.integer() },
);

/** What a double can be that an Int cannot; and JSON of any kind. */
export const anyJson: Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(2_147_483_648, -2_147_483_649, 1.5, -0, 1e308, 5e-324, 2 ** 53, true, false, null),
  fc.constantFrom<unknown>("1", "true", "", [], {}, [[]], [null], [{}], { length: 5 }, { value: 1 }),
  fc
    .constantFrom("__proto__", "constructor", "prototype")
    .map((key) => JSON.parse(`{"${key}":{"a":1}}`) as unknown),
  anyText,
  fc.jsonValue({ maxDepth: 3 }),
);

const anyMoment = fc.oneof(
  fc
    .date({ noInvalidDate: true, min: new Date(0), max: new Date("2100-01-01") })
    .map((date) => date.toISOString()),
  fc.constantFrom(
    ...[
      "2026-01-01T00:00:00Z",
      "0000-01-01T00:00:00Z",
      "9999-12-31T23:59:59.999Z",
      "+275760-09-13T00:00:00.000Z",
    ],
    ...[
      "-271821-04-20T00:00:00.000Z",
      "0001-01-01T00:00:00Z",
      "2026-02-30T00:00:00Z",
      "2026-13-01T00:00:00Z",
    ],
    ...[
      "2016-12-31T23:59:60Z",
      "2026-01-01T00:00:00+14:00",
      "2026-01-01T00:00:00-25:00",
      "2026-01-01",
      "now",
    ],
    ...[
      "infinity",
      "-infinity",
      "4714-11-24T00:00:00Z",
      "1969-12-31T23:59:59Z",
      "2026-01-01T00:00:00.123456789Z",
    ],
  ),
);

const anyPosition = fc.oneof(
  fc.nat(300).map(String),
  fc.constantFrom("0", "9007199254740991", "9007199254740992", "99999999999999999999", "-1", "1.5", "", "00"),
);

const TYPES = ["StockLevelChangedEvent", "StockStatusChangedEvent", "InventoryReservedEvent"];
const KINDS = ["PURCHASE", "SALE", "RETURN", "ADJUSTMENT", "RESERVED", "RELEASED"];

const anySchema = fc.oneof(
  anyJson,
  fc.record(
    {
      type: fc.constantFrom<unknown>("object", "string", ["object", "null"], "nothing", 5),
      properties: fc.dictionary(
        anyText,
        fc.constantFrom<unknown>({ type: "string" }, { $ref: "#" }, true, 1),
      ),
      required: fc.array(anyText, { maxLength: 3 }),
      additionalProperties: fc.constantFrom<unknown>(true, false, { $ref: "#/properties/a" }),
      pattern: fc.constantFrom("(a+)+$", "[", "^v"),
      allOf: fc.constantFrom<unknown>([], [{ $ref: "#" }], {}),
    },
    { requiredKeys: [] },
  ),
);

const among = (pool: string, most: number) => fc.nat(most - 1).map((index) => slot(pool, index));
const mostly = (right: Arbitrary<string>, text = anyText) =>
  fc.oneof({ weight: 5, arbitrary: right }, { weight: 2, arbitrary: text });

const variant = mostly(fc.nat(7).map((n) => `v${n}`));
const warehouse = mostly(fc.oneof(fc.constantFrom("MAIN", "EAST", "WEST", "NONE"), among("warehouse", 3)));
const order = mostly(fc.nat(30).map((n) => `o${n}`));
const product = variant;
const cursor = mostly(
  fc.oneof(
    among("cursor", 50),
    fc
      .tuple(
        fc.constantFrom("variant", "updated", "available", "reservation", "entry", "failed", "replay"),
        anyText,
      )
      .map(([kind, text]) => Buffer.from(`${kind}:${text}`).toString("base64url")),
  ),
);

/** By what a field, an argument or a parameter is called: values that its service may know. */
const BY_NAME: Readonly<Record<string, Arbitrary<unknown>>> = {
  productVariantId: variant,
  productVariantIds: variant,
  productId: product,
  product_id: product,
  warehouseId: warehouse,
  warehouseIds: warehouse,
  fromWarehouseId: warehouse,
  toWarehouseId: warehouse,
  orderId: order,
  userId: mostly(fc.constantFrom("u1", "u2")),
  reservationId: mostly(among("reservation", 40)),
  transferId: mostly(among("transfer", 20)),
  binId: mostly(among("bin", 6)),
  id: mostly(
    fc.oneof(...["reservation", "transfer", "bin", "warehouse", "node"].map((pool) => among(pool, 30))),
  ),
  eventId: mostly(among("event", 30)),
  after: cursor,
  // A key per purpose would never be met again.
  idempotencyKey: mostly(fc.nat(40).map((n) => `k${n}`)),
  code: mostly(fc.nat(500).map((n) => `C${n}`)),
  sku: mostly(fc.nat(20).map((n) => `sku-${n}`)),
  skuPrefix: mostly(fc.constantFrom("s", "sku-", "sku-1", "%", "_", "\\")),
  types: mostly(fc.constantFrom(...TYPES)),
  type: mostly(fc.constantFrom(...TYPES)),
  kinds: mostly(fc.constantFrom(...KINDS)),
  sink: mostly(fc.constantFrom("rabbitmq", "live")),
  queue: mostly(fc.constantFrom("nowhere", "amq.gen-1", "inventory.unrouted")),
  schema: anySchema,
  // A little more often than not there is stock for it.
  quantity: fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: 1, max: 3 }) },
    { weight: 1, arbitrary: anyInt },
  ),
  first: fc.oneof({ weight: 8, arbitrary: fc.nat(5) }, { weight: 1, arbitrary: anyInt }),
  expectedVersion: fc.oneof(fc.nat(60), anyInt),
};

const BY_TYPE: Readonly<Record<string, Arbitrary<unknown>>> = {
  Int: anyInt,
  Float: fc.oneof(anyInt, fc.double({ noNaN: true, noDefaultInfinity: true })),
  Boolean: fc.boolean(),
  DateTime: anyMoment,
  Position: anyPosition,
  JSON: anyJson,
};

/** A value of a scalar type, for a place of this name. */
export function anyScalar(name: string, type: string): Arbitrary<unknown> {
  if (type === "Position" || type === "DateTime") return BY_TYPE[type] as Arbitrary<unknown>;
  const named = Object.hasOwn(BY_NAME, name) ? BY_NAME[name] : undefined;
  return named ?? BY_TYPE[type] ?? anyText;
}
