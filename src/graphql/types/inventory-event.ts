import { Field, ID, Int, ObjectType } from "type-graphql";
import type { EventType } from "../../domain/events.js";
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

  @Field(() => Int)
  aggregateVersion!: number;

  @Field(() => GraphQLDateTime)
  occurredAt!: Date;

  @Field(() => ID)
  correlationId!: string;

  @Field(() => GraphQLJSON, { description: "As the schema of the event's type and version says." })
  data!: object;
}
