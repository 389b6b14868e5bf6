import { Type, type TSchema } from "@sinclair/typebox";
import { MAX_TTL_SECONDS } from "../../../domain/commands.js";
import { MAX_QUANTITY } from "../../../domain/model.js";
import { choice, nullable, opaqueId, text, units } from "./fields.js";

// What writes are asked with. What may be left out may be null as well.

const STRICT = { additionalProperties: false } as const;

/** Left out, null, or as the schema has it. */
const maybe = <T>(schema: TSchema) => Type.Optional(Type.Unsafe<T | null>(nullable(schema)));

const maybeText = (description: string, example: string) => maybe<string>(text(description, example));
const maybeId = (description: string, example: string) => maybe<string>(opaqueId(description, example));

const productVariantId = opaqueId("The product service's id.", "mug-red");
const productId = opaqueId("What elsewhere is productVariantId.", "mug-red");
const orderId = opaqueId("The order service's id.", "order-1");
const warehouseId = maybeId("Id or code; by default MAIN.", "MAIN");
const reason = maybeText("Stands in the ledger.", "stocktaking");
const expectedVersion = maybe<number>(
  Type.Integer({
    ...{ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, examples: [4] },
    description: "409 STALE_VERSION if the item has another version; not beside If-Match.",
  }),
);

export const ByVariant = Type.Object({ productVariantId });
export const ByProduct = Type.Object({ productId });

export const ReserveBody = Type.Object(
  {
    quantity: units("Units to hold.", 2),
    orderId,
    userId: maybeId("For whom.", "user-1"),
    ttlSeconds: maybe<number>(
      Type.Integer({
        ...{ minimum: 0, maximum: MAX_TTL_SECONDS, examples: [900] },
        description:
          "How long it is held; 0: until it is sold or given back. By default as the service is set.",
      }),
    ),
    warehouseId: maybeId("Id or code; by default wherever there is stock.", "MAIN"),
  },
  STRICT,
);

export const ReleaseBody = Type.Object(
  {
    orderId,
    quantity: maybe<number>(units("Units to give back; by default all that the order holds of it.", 1)),
    reason: maybe<"ORDER_CANCELLED" | "RESERVATION_EXPIRED" | "ORDER_COMPLETED_ADJUSTMENT">(
      choice(["ORDER_CANCELLED", "RESERVATION_EXPIRED", "ORDER_COMPLETED_ADJUSTMENT"], {
        description: "By default ORDER_CANCELLED.",
      }),
    ),
  },
  STRICT,
);

export const AdjustBody = Type.Object(
  {
    productVariantId,
    changeType: maybe<"PURCHASE" | "SALE" | "RETURN" | "ADJUSTMENT">(
      choice(["PURCHASE", "SALE", "RETURN", "ADJUSTMENT"], {
        description: "May be left out with quantitySold: SALE.",
      }),
    ),
    quantity: maybe<number>(
      Type.Integer({
        ...{ minimum: -MAX_QUANTITY, maximum: MAX_QUANTITY, not: { const: 0 }, examples: [5] },
        description:
          "Units that came in (PURCHASE, RETURN) or were sold (SALE), from 1; with ADJUSTMENT the difference, which may be negative.",
      }),
    ),
    quantitySold: maybe<number>(units("In place of quantity: units sold.", 2)),
    orderId: maybeId("With SALE: what this order holds is sold first.", "order-1"),
    ...{ warehouseId, reason, expectedVersion },
  },
  STRICT,
);

export const PatchBody = Type.Object(
  {
    quantity: maybe<number>(units("What is on hand from now on, whatever it was.", 12, 0)),
    delta: maybe<number>(
      Type.Integer({
        ...{ minimum: -MAX_QUANTITY, maximum: MAX_QUANTITY, not: { const: 0 }, examples: [-2] },
        description: "By how much what is on hand changes. Exactly one of quantity and delta is given.",
      }),
    ),
    ...{ warehouseId, reason, expectedVersion },
  },
  STRICT,
);

export const AddBody = Type.Object(
  { productId, quantity: units("Units that came in.", 5), warehouseId, reason, expectedVersion },
  STRICT,
);

export const AuditBody = Type.Object(
  {
    productId,
    quantity: units("Units that were counted.", 12, 0),
    reason: text("Why it was counted, or what was wrong; stands in the ledger.", "stocktaking", 1),
    ...{ warehouseId, expectedVersion },
  },
  STRICT,
);
