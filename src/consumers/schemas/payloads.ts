import { Type, type Static } from "@sinclair/typebox";
import { id, lines, maybe, oneOfNames, text, units, variant, VARIANT } from "./fields.js";

const WAREHOUSE = { warehouseId: maybe(id("Id or code of a warehouse.")) };
const ORDER = { orderId: id("The order.") };
const UNITS = ["quantity", "quantityReturned", "quantitySold"] as const;

const A_VARIANT = [{ required: ["productVariantId"] }, { required: ["productId"] }];
const SOME_UNITS = UNITS.map((name) => ({ required: [name] }));
const SOME_LINES = [{ required: ["lines"] }, { required: ["items"] }];

const quantities = {
  quantity: Type.Optional(units("Units.")),
  quantityReturned: Type.Optional(units("Units that came back.")),
  quantitySold: Type.Optional(units("Units that leave.")),
};

/** What was ordered leaves from where it is held: a line names no warehouse. */
const leaving = oneOfNames({ ...VARIANT, ...quantities }, ["productVariantId", "productId"], UNITS);
const returned = oneOfNames(
  { ...VARIANT, ...quantities, ...WAREHOUSE },
  ["productVariantId", "productId"],
  UNITS,
);

export const VARIANT_CREATED = variant({
  sku: maybe(text("The stock keeping unit.")),
  initialStock: maybe(units("Units that are in MAIN from the beginning.", 0)),
});

export const VARIANT_UPDATED = variant({
  sku: maybe(text("The stock keeping unit; left out, or null: it stays.")),
  status: maybe(text("DISCONTINUED takes the item out of sale, ACTIVE puts it back; others change nothing.")),
  isOrderable: maybe(Type.Boolean({ description: "false takes the item out of sale, true puts it back." })),
});

export const VARIANT_DELETED = variant({});

export const ORDER_CREATED = oneOfNames(
  {
    ...ORDER,
    userId: maybe(id("Who ordered.")),
    ...lines(
      oneOfNames({ ...VARIANT, quantity: units("Units that are ordered."), ...WAREHOUSE }, [
        "productVariantId",
        "productId",
      ]),
    ),
  },
  ["lines", "items"],
);

/** Cancelled, not paid for, fraudulent. */
export const ORDER_ENDED = Type.Object(ORDER);

export const ORDER_SHIPS = Type.Object(
  { ...ORDER, ...VARIANT, ...quantities, ...lines(leaving) },
  {
    // One variant beside the order, by itself: how much of it has to be said; and of how much, of what.
    allOf: [
      { if: { anyOf: A_VARIANT }, then: { anyOf: [...SOME_UNITS, ...SOME_LINES] } },
      { if: { anyOf: SOME_UNITS }, then: { anyOf: [...A_VARIANT, ...SOME_LINES] } },
    ],
  },
);

export const RETURNED = Type.Object(
  { orderId: maybe(ORDER.orderId), ...VARIANT, ...quantities, ...WAREHOUSE, ...lines(returned) },
  { anyOf: [...SOME_LINES, { allOf: [{ anyOf: A_VARIANT }, { anyOf: SOME_UNITS }] }] },
);

export type VariantDeleted = Static<typeof VARIANT_DELETED>;
