import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, ID, Info, Query, Resolver } from "type-graphql";
import { checkId, checkIds, MAX_AT_ONCE } from "../arguments.js";
import { pagesOf, toConnection } from "../connection.js";
import type { GraphqlContext } from "../context.js";
import { inventoryFilter } from "../filters.js";
import { InventoryArgs } from "../inputs/inventory-args.js";
import { mayBeRecent } from "../may-be-recent.js";
import { INVENTORY_CURSORS } from "../map/lists.js";
import { toInventoryItem } from "../map/stock.js";
import { warehouseIdsReached } from "../reach.js";
import { GraphQLDateTime } from "../scalars.js";
import { InventoryItemConnection } from "../types/inventory-item-connection.js";
import { InventoryItem } from "../types/inventory-item.js";

const AS_OF = `The item and its levels after the last ledger entry at or before this moment; null before it was created.
status follows from what was available then. The threshold, being DISCONTINUED, inTransitQuantity and all other attributes are today's; version and updatedAt are those of that last entry.
A moment that is still to come is now.`;

@Resolver()
export class ItemQueries {
  @Query(() => InventoryItem, { nullable: true })
  async inventoryItem(
    @Arg("productVariantId", () => ID) productVariantId: string,
    @Arg("asOf", () => GraphQLDateTime, { nullable: true, description: AS_OF }) asOf: Date | null | undefined,
    @Ctx() { loaders }: GraphqlContext,
  ): Promise<InventoryItem | null> {
    checkId("productVariantId", productVariantId);
    const item = asOf
      ? await loaders.itemAt(productVariantId, asOf.getTime())
      : await loaders.item(productVariantId);
    return item && { ...toInventoryItem(item), asOf: asOf ?? null };
  }

  @Query(() => [InventoryItem], {
    nullable: "items",
    description: `At most ${MAX_AT_ONCE} ids, else LIMIT_EXCEEDED; answers in the order asked, null where unknown; one SQL statement.
Where a cache is switched on, the items may be as they were a moment ago (docs/operations.md says for how long), unless the operation asks for anything below them, or for feedPosition.`,
  })
  async inventoryItems(
    @Arg("productVariantIds", () => [ID]) productVariantIds: string[],
    @Ctx() context: GraphqlContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<(InventoryItem | null)[]> {
    checkIds("productVariantIds", productVariantIds);
    const items = await (mayBeRecent(context, info) ? context.recent : context.reader).items(
      productVariantIds,
    );
    return items.map((item) => item && toInventoryItem(item));
  }

  @Query(() => InventoryItemConnection)
  async inventory(
    @Args(() => InventoryArgs) { filter, orderBy, ...asked }: InventoryArgs,
    @Ctx() { reader, loaders, principal }: GraphqlContext,
  ): Promise<InventoryItemConnection> {
    const order = orderBy ?? "PRODUCT_VARIANT_ID";
    const codec = INVENTORY_CURSORS[order];
    const { first, after } = pagesOf(asked, codec);
    const refs = filter?.warehouseIds;
    checkIds("filter.warehouseIds", refs);
    const warehouseIds = refs ? await warehouseIdsReached(principal, loaders, refs) : null;
    const wanted = inventoryFilter(filter, warehouseIds);
    return toConnection(await reader.inventory({ filter: wanted, order, after }, first), {
      codec,
      hasPreviousPage: after !== null,
      toNode: toInventoryItem,
      count: () => reader.countItems(wanted),
    });
  }
}
