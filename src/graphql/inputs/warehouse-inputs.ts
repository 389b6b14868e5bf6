import { Field, InputType, Int } from "type-graphql";
import { IDEMPOTENCY_KEY } from "./descriptions.js";

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
