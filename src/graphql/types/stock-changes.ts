import { Field, ID, Int, ObjectType } from "type-graphql";
import type { ChangeType, StockStatus } from "../../domain/model.js";
import { GraphQLDateTime, GraphQLPosition } from "../scalars.js";
import { ChangeTypeEnum, StockStatusEnum } from "./enums.js";

/** What every message of a stock feed says of its event. */
@ObjectType({ simpleResolvers: true })
abstract class StockChange {
  @Field(() => GraphQLPosition, { description: "Resume after it." })
  position!: number;

  @Field(() => ID, { description: "The same whenever the event is sent again." })
  eventId!: string;

  @Field(() => GraphQLDateTime)
  occurredAt!: Date;

  @Field(() => ID)
  correlationId!: string;

  @Field(() => ID)
  productVariantId!: string;

  @Field(() => Int, { description: "Units available over all warehouses after the change." })
  availableQuantity!: number;

  @Field(() => Int, { description: "The item's version by the change." })
  itemVersion!: number;
}

@ObjectType({ simpleResolvers: true })
export class StockStatusChange extends StockChange {
  @Field(() => StockStatusEnum)
  oldStatus!: StockStatus;

  @Field(() => StockStatusEnum)
  newStatus!: StockStatus;

  @Field(() => Int, { description: "Units on hand over all warehouses after the change." })
  currentQuantity!: number;
}

@ObjectType({
  simpleResolvers: true,
  description:
    "A change of quantity or of what is reserved; changeType is null when only the holds changed. Quantities are the item's, over all warehouses; `warehouse` is where the units moved.",
})
export class StockLevelChange extends StockChange {
  warehouseId!: string | null;

  @Field(() => Int, { description: "Units on hand over all warehouses before the change." })
  oldQuantity!: number;

  @Field(() => Int, { description: "Units on hand over all warehouses after the change." })
  newQuantity!: number;

  @Field(() => Int, {
    description: "newQuantity - oldQuantity: what came into the warehouse, below zero what left it.",
  })
  quantityChanged!: number;

  @Field(() => ChangeTypeEnum, { nullable: true })
  changeType!: ChangeType | null;
}
