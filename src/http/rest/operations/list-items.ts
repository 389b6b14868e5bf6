import { Type } from "@sinclair/typebox";
import { NOT_MODIFIED, representation } from "../answers.js";
import type { RestDeps } from "../deps.js";
import { IF_NONE_MATCH } from "../headers.js";
import { itemsFor } from "../items-for.js";
import { describe } from "../operation.js";
import { sendRepresentation } from "../representation.js";
import { toInventoryItem } from "../schemas/item.js";
import type { RestScope } from "../scope.js";
import { MAX_IDS, pointsOfIds, refuseTooMany, splitIds, VariantIds } from "../variant-ids.js";

const schema = describe({
  ...{ route: "GET /api/v1/inventory", operationId: "listInventoryItems", tag: "Stock" },
  summary: `What up to ${MAX_IDS} variants have in stock`,
  description:
    "In the order asked, each once; those that are unknown are left out. Costs 5 points of the client's allowance, and one for each id.",
  parts: { querystring: VariantIds },
  headers: IF_NONE_MATCH,
  answers: {
    200: representation("The items that there are.", Type.Array(Type.Ref("InventoryItem#"))),
    304: NOT_MODIFIED,
  },
  problems: ["INVALID_INPUT", "LIMIT_EXCEEDED"],
});

export function listItems(scope: RestScope, given: RestDeps): void {
  scope.get(
    "/api/v1/inventory",
    {
      schema,
      config: { points: ({ query }) => pointsOfIds(splitIds(query).length) },
      async preValidation(request) {
        const ids = splitIds(request.query);
        refuseTooMany(ids.length, { in: "query", field: "productVariantIds" });
        if (ids.length > 0) request.query.productVariantIds = ids;
      },
    },
    async (request, reply) => {
      const items = await itemsFor(request, given).items([...new Set(request.query.productVariantIds)]);
      const known = items.filter((item) => item !== null);
      return sendRepresentation(request, reply, known.map(toInventoryItem), null);
    },
  );
}
