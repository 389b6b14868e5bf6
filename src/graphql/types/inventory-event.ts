import { Field, ID, Int, ObjectType } from "type-graphql";
import type { AggregateType, EventType } from "../../domain/events.js";
import { GraphQLDateTime, GraphQLJSON, GraphQLPosition } from "../scalars.js";

@ObjectType({ simpleResolvers: true, description: "An event as consumers receive it." })
export class InventoryEvent {
  @Field(() => GraphQLPosition)
  position!: number;

  @Field(() => ID, { description: "The same whenever the event is sent again." })
  eventId!: string;

  @Field(() => String)
  eventType!: EventType;

  @Field()
  eventVersion!: string;

  @Field(() => ID, { description: "The item's productVariantId, the order's id, or the warehouse's." })
  aggregateId!: string;

  @Field(() => String, { description: "InventoryItem, Allocation or Warehouse." })
  aggregateType!: AggregateType;

  @Field(() => Int)
  aggregateVersion!: number;

  @Field(() => Int, { description: "Its place among the events of one command on one aggregate." })
  ordinal!: number;

  @Field(() => GraphQLDateTime)
  occurredAt!: Date;

  @Field(() => ID)
  correlationId!: string;

  @Field(() => String, { nullable: true, description: "The event or command that caused it." })
  causationId!: string | null;

  @Field(() => String, { nullable: true, description: "On whose behalf it was caused." })
  userId!: string | null;

  @Field(() => GraphQLJSON, { description: "As the schema of the event's type and version says." })
  data!: object;
}
