import { Field, ID, InputType, Int } from "type-graphql";
import type { BackorderPolicy } from "../../domain/model.js";
import { BackorderPolicyEnum } from "../types/enums.js";
import { BIN_ID, EXPECTED_VERSION, IDEMPOTENCY_KEY, VARIANT_ID } from "./descriptions.js";

const UNCHANGED = "Absent or null: unchanged.";

@InputType()
export class CreateInventoryItemInput {
  @Field(() => ID, { description: VARIANT_ID })
  productVariantId!: string;

  @Field(() => String, { nullable: true, description: "1-64 characters." })
  sku?: string | null;

  @Field(() => Int, { nullable: true, description: "Units, from 0; by default the service's setting." })
  lowStockThreshold?: number | null;

  @Field(() => BackorderPolicyEnum, { nullable: true, description: "By default DENY." })
  backorderPolicy?: BackorderPolicy | null;

  @Field(() => Int, { nullable: true, description: "Units, from 0; with LIMIT alone, and then needed." })
  backorderLimit?: number | null;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  idempotencyKey?: string | null;
}

@InputType()
export class UpdateInventoryItemInput {
  @Field(() => ID, { description: VARIANT_ID })
  productVariantId!: string;

  @Field(() => String, {
    nullable: true,
    description: "1-64 characters. Absent: unchanged; null: the item has none any more.",
  })
  sku?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: `Units, from 0; it may move the status. ${UNCHANGED}`,
  })
  lowStockThreshold?: number | null;

  @Field(() => BackorderPolicyEnum, {
    nullable: true,
    description: `Refused when the item owes more than the policy allows. Other than LIMIT, it takes the limit away. ${UNCHANGED}`,
  })
  backorderPolicy?: BackorderPolicy | null;

  @Field(() => Int, {
    nullable: true,
    description: `Units, from 0, no fewer than are owed; with LIMIT alone, and needed when LIMIT is new. ${UNCHANGED}`,
  })
  backorderLimit?: number | null;

  @Field(() => Int, { nullable: true, description: EXPECTED_VERSION })
  expectedVersion?: number | null;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  idempotencyKey?: string | null;
}

@InputType()
export class ItemInput {
  @Field(() => ID, { description: VARIANT_ID })
  productVariantId!: string;

  @Field(() => Int, { nullable: true, description: EXPECTED_VERSION })
  expectedVersion?: number | null;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  idempotencyKey?: string | null;
}

@InputType()
export class AssignItemToBinInput {
  @Field(() => ID, { description: VARIANT_ID })
  productVariantId!: string;

  @Field(() => ID, { description: BIN_ID })
  binId!: string;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  idempotencyKey?: string | null;
}

@InputType()
export class UnassignItemFromBinInput extends AssignItemToBinInput {}
