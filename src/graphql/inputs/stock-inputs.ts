import { Field, ID, InputType, Int } from "type-graphql";
import type { ChangeType } from "../../domain/model.js";
import { ChangeTypeEnum } from "../types/enums.js";
import { IDEMPOTENCY_KEY, VARIANT_ID, WAREHOUSE_ID } from "./descriptions.js";

@InputType()
export class AdjustStockInput {
  @Field(() => ID, { description: VARIANT_ID })
  productVariantId!: string;

  @Field(() => Int, {
    description:
      "Units, not 0: positive with PURCHASE and RETURN, negative with SALE, either with ADJUSTMENT.",
  })
  delta!: number;

  @Field(() => ChangeTypeEnum, {
    description: "A SALE with an orderId takes from what that order holds, first.",
  })
  changeType!: ChangeType;

  @Field(() => ID, { nullable: true, description: `${WAREHOUSE_ID} By default MAIN.` })
  warehouseId?: string | null;

  @Field(() => String, { nullable: true, description: "At most 500 characters." })
  reason?: string | null;

  @Field(() => ID, { nullable: true, description: "1-64 characters." })
  orderId?: string | null;

  @Field(() => Int, { nullable: true, description: "Refused with STALE_VERSION when the item has another." })
  expectedVersion?: number | null;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  idempotencyKey?: string | null;
}
