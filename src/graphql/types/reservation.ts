import { Field, ID, Int, ObjectType } from "type-graphql";
import type { ReservationStatus } from "../../domain/model.js";
import { GraphQLDateTime } from "../scalars.js";
import { ReservationStatusEnum } from "./enums.js";
import { Node } from "./node.js";

@ObjectType({ simpleResolvers: true })
export class ReservationLine {
  productVariantId!: string;
  warehouseId!: string;

  @Field(() => Int, { description: "Units held at first." })
  quantity!: number;

  @Field(() => Int)
  fulfilledQuantity!: number;

  @Field(() => Int)
  releasedQuantity!: number;
}

@ObjectType({ implements: Node, simpleResolvers: true, description: "What one order holds." })
export class Reservation implements Node {
  @Field(() => ID)
  id!: string;

  @Field(() => ID)
  orderId!: string;

  @Field(() => ID, { nullable: true })
  userId!: string | null;

  @Field(() => ReservationStatusEnum)
  status!: ReservationStatus;

  @Field(() => GraphQLDateTime, { nullable: true, description: "null: never." })
  expiresAt!: Date | null;

  @Field(() => [ReservationLine])
  lines!: ReservationLine[];

  @Field(() => Int, {
    description: "Raised by one by each command that changes it; the order's events carry it.",
  })
  version!: number;

  @Field(() => GraphQLDateTime)
  createdAt!: Date;

  @Field(() => GraphQLDateTime)
  updatedAt!: Date;
}
