import type * as usecases from "../../usecases/check-availability.js";
import type { AvailabilityPlan } from "../types/availability.js";

export function toAvailabilityPlan({ possible, lines }: usecases.AvailabilityPlan): AvailabilityPlan {
  return {
    possible,
    lines: lines.map(({ productVariantId, requested, available, sources }) => ({
      productVariantId,
      requested,
      available,
      sources: sources.map(({ warehouseId, quantity }) => ({ warehouseId, quantity })),
    })),
  } satisfies AvailabilityPlan;
}
