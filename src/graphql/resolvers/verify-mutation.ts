import { Arg, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from "type-graphql";
import { itemNotFound } from "../../domain/find.js";
import { currentDeadline } from "../../lib/deadline.js";
import { verifyStock } from "../../usecases/verify-stock.js";
import type { GraphqlContext } from "../context.js";
import { toUserError } from "../map/user-error.js";
import { StockDifference, VerifyPayload } from "../types/verify.js";
import { Warehouse } from "../types/warehouse.js";
import { warehouseOf } from "../warehouse-of.js";

const MOST_LISTED = 1_000;

@Resolver()
export class VerifyMutation {
  @Mutation(() => VerifyPayload, {
    description:
      "Totals, levels, ledger, holds and transfers compared; repair books compensating entries. At most 250 ids; without ids every item, however long that takes; it ends when its client is gone.",
  })
  async verifyStock(
    @Arg("productVariantIds", () => [ID], { nullable: true }) ids: string[] | null | undefined,
    @Arg("repair", () => Boolean, { nullable: true, defaultValue: false }) repair: boolean | null,
    @Ctx() { deps, audits, caller }: GraphqlContext,
  ): Promise<VerifyPayload> {
    // A large stock takes minutes, and only operators ask for it.
    currentDeadline()?.lift();
    const input = { productVariantIds: ids, repair };
    const result = verifyStock({ unitOfWork: deps.unitOfWork, audits }, input, caller);
    const payload: VerifyPayload = { checked: 0, differences: [], repaired: 0, userErrors: [] };
    if (!result.ok) return { ...payload, userErrors: result.refusals.map(toUserError) };
    for await (const { checked, unknown, differences, repaired } of result.value) {
      payload.checked += checked;
      payload.repaired += repaired.length;
      payload.differences.push(...differences.slice(0, MOST_LISTED - payload.differences.length));
      for (const id of new Set(unknown)) {
        const field = ["productVariantIds", String(ids?.indexOf(id))];
        payload.userErrors.push(toUserError(itemNotFound(id, field)));
      }
    }
    return payload;
  }
}

@Resolver(() => StockDifference)
export class StockDifferenceFields {
  @FieldResolver(() => Warehouse, {
    nullable: true,
    description: "null: of the item over all its warehouses.",
  })
  async warehouse(
    @Root() { warehouseId }: StockDifference,
    @Ctx() { loaders }: GraphqlContext,
  ): Promise<Warehouse | null> {
    return warehouseId === null ? null : warehouseOf(loaders, warehouseId);
  }
}
