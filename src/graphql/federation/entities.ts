import { GraphQLID } from "graphql";
import { badInput, checkCount, checkId, MAX_AT_ONCE } from "../arguments.js";
import type { GraphqlContext } from "../context.js";
import { toInventoryItem } from "../map/stock.js";
import type { InventoryItem } from "../types/inventory-item.js";

const ENTITY = "InventoryItem";

/**
 * The items that other subgraphs refer to, in the order asked and read together; null where unknown.
 * A reference that is none is an error at its place, and no fault of its neighbours.
 *
 * @throws GraphQLError LIMIT_EXCEEDED when there are more than a list may have.
 */
export function resolveEntities(
  representations: readonly unknown[],
  context: GraphqlContext,
): Promise<InventoryItem | null>[] {
  checkCount("representations", representations.length, MAX_AT_ONCE);
  return representations.map((given, index) => itemFor(given, `representations.${index}`, context));
}

/** Up to the read without a wait, so that all references are of one tick, and one statement. */
async function itemFor(
  given: unknown,
  field: string,
  { loaders }: GraphqlContext,
): Promise<InventoryItem | null> {
  const item = await loaders.item(keyOf(given, field));
  return item && toInventoryItem(item);
}

function keyOf(given: unknown, field: string): string {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw badInput(field, `${field} must be an object with __typename and productVariantId.`);
  }
  const type = ownValue(given, "__typename");
  if (type !== ENTITY) {
    const what = typeof type === "string" ? `, not ${JSON.stringify(type.slice(0, 64))}` : "";
    throw badInput(`${field}.__typename`, `${field}.__typename must be "${ENTITY}"${what}.`);
  }
  const key = ownValue(given, "productVariantId");
  const keyField = `${field}.productVariantId`;
  if (typeof key !== "string" && !Number.isSafeInteger(key)) {
    throw badInput(keyField, `${keyField} must be the item's key: an ID.`);
  }
  const id = GraphQLID.parseValue(key);
  checkId(keyField, id);
  return id;
}

/** Of what came as JSON: what it inherits was never sent. */
function ownValue(given: object, name: string): unknown {
  return Object.hasOwn(given, name) ? (given as Record<string, unknown>)[name] : undefined;
}
