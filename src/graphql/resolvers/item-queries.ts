import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver } from "type-graphql";
import { checkId, checkIds, MAX_AT_ONCE, pageSize } from "../arguments.js";
import type { GraphqlContext } from "../context.js";
import { fromCursor, toCursor } from "../cursor.js";
import { toInventoryItem } from "../map/stock.js";
import { InventoryItemConnection } from "../types/inventory-item-connection.js";
import { InventoryItem } from "../types/inventory-item.js";

@Resolver()
export class ItemQueries {
  @Query(() => InventoryItem, { nullable: true })
  async inventoryItem(
    @Arg("productVariantId", () => ID) productVariantId: string,
    @Ctx() { loaders }: GraphqlContext,
  ): Promise<InventoryItem | null> {
    checkId("productVariantId", productVariantId);
    const item = await loaders.item(productVariantId);
    return item && toInventoryItem(item);
  }

  @Query(() => [InventoryItem], {
    nullable: "items",
    description: `At most ${MAX_AT_ONCE} ids, else LIMIT_EXCEEDED; answers in the order asked, null where unknown; one SQL statement.`,
  })
  async inventoryItems(
    @Arg("productVariantIds", () => [ID]) productVariantIds: string[],
    @Ctx() { reader }: GraphqlContext,
  ): Promise<(InventoryItem | null)[]> {
    checkIds("productVariantIds", productVariantIds);
    const items = await reader.items(productVariantIds);
    return items.map((item) => item && toInventoryItem(item));
  }

  @Query(() => InventoryItemConnection, { description: "By productVariantId, ascending." })
  async inventory(
    @Arg("first", () => Int, {
      nullable: true,
      defaultValue: 50,
      description: `At most ${MAX_AT_ONCE}, else LIMIT_EXCEEDED.`,
    })
    first: number | null,
    @Arg("after", () => String, { nullable: true, description: "A cursor of this connection." })
    after: string | null | undefined,
    @Ctx() { reader }: GraphqlContext,
  ): Promise<InventoryItemConnection> {
    const start = after == null ? null : fromCursor(after);
    const { nodes, hasNextPage } = await reader.itemsAfter(start, pageSize(first));
    const edges = nodes.map((item) => ({
      cursor: toCursor(item.productVariantId),
      node: toInventoryItem(item),
    }));
    const [startCursor, endCursor] = [edges[0]?.cursor ?? null, edges.at(-1)?.cursor ?? null];
    return { edges, pageInfo: { hasNextPage, hasPreviousPage: start !== null, startCursor, endCursor } };
  }
}

@Resolver(() => InventoryItemConnection)
export class InventoryItemConnectionFields {
  @FieldResolver(() => Int, { description: "Of all pages; costs a statement of its own." })
  totalCount(@Ctx() { reader }: GraphqlContext): Promise<number> {
    return reader.countItems();
  }
}
