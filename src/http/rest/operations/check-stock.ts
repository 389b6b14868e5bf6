import { Type } from "@sinclair/typebox";
import { callerOf } from "../../../auth/identify.js";
import { mayTouch } from "../../../domain/find.js";
import { available } from "../../../domain/model.js";
import type { RecentItems } from "../../../ports/availability-cache.js";
import type { Reader } from "../../../ports/reader.js";
import type { RestDeps } from "../deps.js";
import { itemsFor } from "../items-for.js";
import { describe } from "../operation.js";
import { opaqueId } from "../schemas/fields.js";
import { LIST_BODY_BYTES, type RestScope } from "../scope.js";
import { MAX_IDS, pointsOfIds, refuseTooMany } from "../variant-ids.js";

const Quantities = Type.Record(Type.String(), Type.Integer({ minimum: 0 }), {
  description: "Units of each that could be held now.",
});

const schema = describe({
  ...{ route: "POST /api/inventory/check", operationId: "checkStock", tag: "Inventory entity" },
  summary: "Check many items at once, as a cart does",
  description:
    "Each id with the units that could be held of it now, without backorder, in the warehouses that the token reaches: 0 where it is unknown or discontinued. Costs 5 points of the client's allowance, and one for each id.",
  parts: {
    body: Type.Array(opaqueId("A product's id.", "mug-red"), {
      ...{ maxItems: MAX_IDS, examples: [["mug-red", "unknown"]] },
      description: `At most ${MAX_IDS} ids.`,
    }),
  },
  answers: {
    200: {
      ...{ description: "The quantity of each id.", schema: Quantities },
      example: { "mug-red": 10, unknown: 0 },
    },
  },
  problems: ["INVALID_INPUT", "LIMIT_EXCEEDED"],
});

export function checkStock(scope: RestScope, given: RestDeps): void {
  scope.post(
    "/api/inventory/check",
    {
      ...{ schema, bodyLimit: LIST_BODY_BYTES },
      config: { points: ({ body }) => pointsOfIds(Array.isArray(body) ? body.length : 0) },
      async preValidation({ body }) {
        if (Array.isArray(body)) refuseTooMany(body.length, { in: "body", field: "" });
      },
    },
    async (request, reply) => {
      const ids = [...new Set(request.body)];
      const { warehouses } = callerOf(request).principal;
      const found =
        warehouses === null
          ? await anywhere(itemsFor(request, given), ids)
          : await within(given.reader, ids, warehouses);
      reply.header("cache-control", "no-store");
      // Own properties, whatever they are called.
      return Object.fromEntries(ids.map((id) => [id, found.get(id) ?? 0]));
    },
  );
}

type Quantities = ReadonlyMap<string, number>;

async function anywhere(recent: RecentItems, ids: readonly string[]): Promise<Quantities> {
  const items = (await recent.items(ids)).filter((item) => item !== null);
  const sold = items.filter(({ status }) => status !== "DISCONTINUED");
  return new Map(sold.map((item) => [item.productVariantId, Math.max(0, available(item))]));
}

async function within(
  reader: Reader,
  ids: readonly string[],
  warehouses: readonly string[],
): Promise<Quantities> {
  const stock = await reader.stock(ids);
  const reached = stock.warehouses.filter((warehouse) => mayTouch(warehouse, { warehouses }));
  const within = new Set(reached.map(({ id }) => id));
  const sold = new Set(
    stock.items.filter(({ status }) => status !== "DISCONTINUED").map((item) => item.productVariantId),
  );
  const quantities = new Map<string, number>();
  for (const level of stock.levels) {
    const { productVariantId, warehouseId } = level;
    if (!sold.has(productVariantId) || !within.has(warehouseId)) continue;
    const before = quantities.get(productVariantId) ?? 0;
    quantities.set(productVariantId, before + Math.max(0, available(level)));
  }
  return quantities;
}
