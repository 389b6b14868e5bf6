import { Field, ID, Int, ObjectType } from "type-graphql";
import { UserError } from "./user-error.js";

@ObjectType({ simpleResolvers: true, description: "One number that is not what it should be." })
export class StockDifference {
  warehouseId!: string | null;

  @Field(() => ID)
  productVariantId!: string;

  @Field({
    description:
      "ITEM_QUANTITY, ITEM_RESERVED, ITEM_IN_TRANSIT, LEVEL_RESERVED, LEDGER_QUANTITY or LEDGER_RESERVED.",
  })
  what!: string;

  @Field(() => Int, { description: "As it was before a repair." })
  stored!: number;

  @Field(() => Int, {
    description:
      "On hand: what the levels have; reserved: what open reservations hold; in transit: what open transfers have.",
  })
  expected!: number;
}

@ObjectType({ simpleResolvers: true })
export class VerifyPayload {
  @Field(() => Int, { description: "Items." })
  checked!: number;

  @Field(() => [StockDifference], { description: "The first 1,000." })
  differences!: StockDifference[];

  @Field(() => Int, {
    description: "Of all the differences; the others cannot be mended without breaking a rule of stock.",
  })
  repaired!: number;

  @Field(() => [UserError])
  userErrors!: UserError[];
}
