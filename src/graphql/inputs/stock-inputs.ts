import { Field, ID, InputType, Int } from "type-graphql";
import type { ChangeType } from "../../domain/model.js";
import { ChangeTypeEnum, ErrorPolicyEnum, type ErrorPolicy } from "../types/enums.js";
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
    description:
      "A SALE with an orderId takes from what that order holds, first; RESERVATION_CLOSED when it holds no more of it.",
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

@InputType()
export class SetStockInput {
  @Field(() => ID, { description: VARIANT_ID })
  productVariantId!: string;

  @Field(() => Int, { description: "Units on hand in the warehouse, from 0." })
  quantity!: number;

  @Field(() => Int, {
    nullable: true,
    description:
      "Units that the warehouse is taken to have: refused with STALE_QUANTITY when it has others. Must be given; null opts out of the comparison.",
  })
  changeFromQuantity?: number | null;

  @Field(() => ID, { nullable: true, description: `${WAREHOUSE_ID} By default MAIN.` })
  warehouseId?: string | null;

  @Field(() => String, { nullable: true, description: "At most 500 characters." })
  reason?: string | null;

  @Field(() => Int, { nullable: true, description: "Refused with STALE_VERSION when the item has another." })
  expectedVersion?: number | null;

  @Field(() => String, { nullable: true, description: `${IDEMPOTENCY_KEY} Not in a line of setStocks.` })
  idempotencyKey?: string | null;
}

@InputType()
export class SetStocksInput {
  @Field(() => [SetStockInput], {
    description:
      "1-250 lines, none of them for the same item and warehouse as another. Those of one item are one change of it: each expectedVersion is the version before.",
  })
  lines!: SetStockInput[];

  @Field(() => ErrorPolicyEnum, { nullable: true, description: "By default REJECT_ALL." })
  errorPolicy?: ErrorPolicy | null;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  idempotencyKey?: string | null;
}
