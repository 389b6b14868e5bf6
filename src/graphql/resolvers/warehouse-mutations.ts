import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import type { Result } from "../../domain/decision.js";
import type { Bin, Warehouse } from "../../domain/model.js";
import { createWarehouseBin } from "../../usecases/create-warehouse-bin.js";
import { createWarehouse } from "../../usecases/create-warehouse.js";
import { updateWarehouseBin } from "../../usecases/update-warehouse-bin.js";
import { updateWarehouse } from "../../usecases/update-warehouse.js";
import type { GraphqlContext } from "../context.js";
import {
  CreateWarehouseBinInput,
  CreateWarehouseInput,
  UpdateWarehouseBinInput,
  UpdateWarehouseInput,
} from "../inputs/warehouse-inputs.js";
import { toUserError } from "../map/user-error.js";
import { toWarehouse, toWarehouseBin } from "../map/warehouse.js";
import { WarehousePayload } from "../types/payloads.js";

@Resolver()
export class WarehouseMutations {
  @Mutation(() => WarehousePayload)
  async createWarehouse(
    @Arg("input", () => CreateWarehouseInput) input: CreateWarehouseInput,
    @Ctx() { deps, caller }: GraphqlContext,
  ): Promise<WarehousePayload> {
    return toPayload(await createWarehouse(deps, input, caller));
  }

  @Mutation(() => WarehousePayload, {
    description: "MAIN too may be renamed, ranked otherwise, and made inactive.",
  })
  async updateWarehouse(
    @Arg("input", () => UpdateWarehouseInput) input: UpdateWarehouseInput,
    @Ctx() { deps, caller }: GraphqlContext,
  ): Promise<WarehousePayload> {
    return toPayload(await updateWarehouse(deps, input, caller));
  }

  @Mutation(() => WarehousePayload)
  async createWarehouseBin(
    @Arg("input", () => CreateWarehouseBinInput) input: CreateWarehouseBinInput,
    @Ctx() { deps, caller }: GraphqlContext,
  ): Promise<WarehousePayload> {
    return toPayload(await createWarehouseBin(deps, input, caller));
  }

  @Mutation(() => WarehousePayload, { description: "Renames a bin; what lies in it stays there." })
  async updateWarehouseBin(
    @Arg("input", () => UpdateWarehouseBinInput) input: UpdateWarehouseBinInput,
    @Ctx() { deps, caller }: GraphqlContext,
  ): Promise<WarehousePayload> {
    return toPayload(await updateWarehouseBin(deps, input, caller));
  }
}

function toPayload(result: Result<{ warehouse: Warehouse; bin?: Bin }>): WarehousePayload {
  if (!result.ok) return { warehouse: null, bin: null, userErrors: result.refusals.map(toUserError) };
  const { warehouse, bin } = result.value;
  return { warehouse: toWarehouse(warehouse), bin: bin ? toWarehouseBin(bin) : null, userErrors: [] };
}
