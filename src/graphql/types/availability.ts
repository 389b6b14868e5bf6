import { Field, ID, Int, ObjectType } from "type-graphql";

@ObjectType({ simpleResolvers: true })
export class AvailabilitySource {
  warehouseId!: string;

  @Field(() => Int)
  quantity!: number;
}

@ObjectType({ simpleResolvers: true })
export class AvailabilityLine {
  @Field(() => ID)
  productVariantId!: string;

  @Field(() => Int, { description: "Over all the lines of the variant." })
  requested!: number;

  @Field(() => Int, {
    description:
      "Units on hand that nobody holds, in the warehouses of the token; 0 of a variant that is unknown or discontinued. An order may hold more where a backorder policy lets MAIN owe.",
  })
  available!: number;

  @Field(() => [AvailabilitySource], {
    description:
      "What a reservation would draw from where; less than was requested where that is not possible.",
  })
  sources!: AvailabilitySource[];
}

@ObjectType({ simpleResolvers: true })
export class AvailabilityPlan {
  @Field({ description: "Whether every line could be held at this moment." })
  possible!: boolean;

  @Field(() => [AvailabilityLine], { description: "One a variant, in the order asked." })
  lines!: AvailabilityLine[];
}
