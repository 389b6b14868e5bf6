import { Field, ID, InputType, Int } from "type-graphql";
import type { BackorderPolicy } from "../../domain/model.js";
import { BackorderPolicyEnum } from "../types/enums.js";
import { IDEMPOTENCY_KEY, VARIANT_ID } from "./descriptions.js";

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
