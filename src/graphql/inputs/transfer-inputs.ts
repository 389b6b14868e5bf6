import { Field, ID, InputType, Int } from "type-graphql";
import { IDEMPOTENCY_KEY, VARIANT_ID, WAREHOUSE_ID } from "./descriptions.js";
import { StockLineInput } from "./reservation-inputs.js";

@InputType()
export class CreateStockTransferInput {
  @Field(() => ID, { description: WAREHOUSE_ID })
  fromWarehouseId!: string;

  @Field(() => ID, { description: `${WAREHOUSE_ID} Another one, and active.` })
  toWarehouseId!: string;

  @Field(() => [StockLineInput], {
    description: "1-250 lines, none with a warehouseId; those of one variant are summed first.",
  })
  lines!: StockLineInput[];

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  idempotencyKey?: string | null;
}

@InputType({ description: "What came of one variant, and what is given up for missing; not both 0." })
export class ReceivedLineInput {
  @Field(() => ID, { description: VARIANT_ID })
  productVariantId!: string;

  @Field(() => Int, { description: "Units, from 0." })
  receivedQuantity!: number;

  @Field(() => Int, {
    nullable: true,
    description: "Units that will not come any more, from 0, the default.",
  })
  missingQuantity?: number | null;

  @Field(() => String, {
    nullable: true,
    description: "At most 500 characters; must be given when units are missing.",
  })
  missingReason?: string | null;
}

@InputType()
export class ReceiveStockTransferInput {
  @Field(() => ID)
  transferId!: string;

  @Field(() => [ReceivedLineInput], {
    description: "1-250 lines, one a variant; what they do not name stays on its way.",
  })
  lines!: ReceivedLineInput[];

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  idempotencyKey?: string | null;
}

@InputType()
export class CancelStockTransferInput {
  @Field(() => ID)
  transferId!: string;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  idempotencyKey?: string | null;
}
