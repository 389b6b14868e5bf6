import { Arg, Ctx, FieldResolver, Query, Resolver, Root } from "type-graphql";
import { checkAvailability } from "../../usecases/check-availability.js";
import { blame } from "../arguments.js";
import type { GraphqlContext } from "../context.js";
import { StockLineInput } from "../inputs/reservation-inputs.js";
import { toAvailabilityPlan } from "../map/availability.js";
import { AvailabilityPlan, AvailabilitySource } from "../types/availability.js";
import { Warehouse } from "../types/warehouse.js";
import { warehouseOf } from "../warehouse-of.js";

@Resolver()
export class AvailabilityQuery {
  @Query(() => AvailabilityPlan, {
    description: "A dry run of the planner that reserveStock uses: 1-250 lines; nothing is held.",
  })
  async checkAvailability(
    @Arg("lines", () => [StockLineInput]) lines: StockLineInput[],
    @Ctx() { reader, strategy, principal }: GraphqlContext,
  ): Promise<AvailabilityPlan> {
    const result = await checkAvailability({ reader, strategy }, lines, principal);
    if (result.ok) return toAvailabilityPlan(result.value);
    const [refusal] = result.refusals;
    const { code, field, message } = refusal ?? { code: "INVALID_INPUT", field: ["lines"], message: "" };
    const at = field.join(".");
    throw blame(code === "LIMIT_EXCEEDED" ? code : "BAD_USER_INPUT", at, `${at}: ${message}`);
  }
}

@Resolver(() => AvailabilitySource)
export class AvailabilitySourceFields {
  @FieldResolver(() => Warehouse)
  warehouse(
    @Root() { warehouseId }: AvailabilitySource,
    @Ctx() { loaders }: GraphqlContext,
  ): Promise<Warehouse> {
    return warehouseOf(loaders, warehouseId);
  }
}
