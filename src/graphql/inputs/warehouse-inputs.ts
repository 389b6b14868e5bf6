import { Field, ID, InputType, Int } from "type-graphql";
import { BIN_ID, IDEMPOTENCY_KEY, WAREHOUSE_ID } from "./descriptions.js";

const BIN_CODE = "Unique within the warehouse, 1-64 characters, not in the form of a UUID.";
const UNCHANGED = "Absent or null: unchanged.";

@InputType()
export class CreateWarehouseInput {
  @Field({ description: "Unique, 1-64 characters, not in the form of a UUID." })
  code!: string;

  @Field({ description: "1-500 characters." })
  name!: string;

  @Field(() => Int, {
    nullable: true,
    description: "From 0; the lower, the earlier it is drawn from. By default 100.",
  })
  priority?: number | null;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  idempotencyKey?: string | null;
}

@InputType()
export class UpdateWarehouseInput {
  @Field(() => ID, { description: WAREHOUSE_ID })
  warehouseId!: string;

  @Field(() => String, { nullable: true, description: `1-500 characters. ${UNCHANGED}` })
  name?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: `From 0; the lower, the earlier it is drawn from. ${UNCHANGED}`,
  })
  priority?: number | null;

  @Field(() => Boolean, {
    nullable: true,
    description: `false: nothing new is drawn from it; what it has and what is held of it stay. ${UNCHANGED}`,
  })
  active?: boolean | null;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  idempotencyKey?: string | null;
}

@InputType()
export class CreateWarehouseBinInput {
  @Field(() => ID, { description: WAREHOUSE_ID })
  warehouseId!: string;

  @Field({ description: BIN_CODE })
  code!: string;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  idempotencyKey?: string | null;
}

@InputType()
export class UpdateWarehouseBinInput {
  @Field(() => ID, { description: BIN_ID })
  binId!: string;

  @Field({ description: BIN_CODE })
  code!: string;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  idempotencyKey?: string | null;
}
