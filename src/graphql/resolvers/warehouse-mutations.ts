import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { createWarehouse } from "../../usecases/create-warehouse.js";
import type { GraphqlContext } from "../context.js";
import { CreateWarehouseInput } from "../inputs/warehouse-inputs.js";
import { toUserError } from "../map/user-error.js";
import { toWarehouse } from "../map/warehouse.js";
import { WarehousePayload } from "../types/payloads.js";

@Resolver()
export class WarehouseMutations {
  @Mutation(() => WarehousePayload)
  async createWarehouse(
    @Arg("input", () => CreateWarehouseInput) input: CreateWarehouseInput,
    @Ctx() { deps, caller }: GraphqlContext,
  ): Promise<WarehousePayload> {
    const result = await createWarehouse(deps, input, caller);
    if (!result.ok) return { warehouse: null, userErrors: result.refusals.map(toUserError) };
    return { warehouse: toWarehouse(result.value.warehouse), userErrors: [] };
  }
}
