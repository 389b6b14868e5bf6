import { Field, ID, Int, ObjectType } from "type-graphql";
import { GraphQLDateTime } from "../scalars.js";
import { CURSOR, TOTAL_COUNT, type Connection, type Edge } from "./connection.js";
import { InventoryEvent } from "./inventory-event.js";
import { PageInfo } from "./page-info.js";
import { UserError } from "./user-error.js";

@ObjectType({
  simpleResolvers: true,
  description: "An event that a sink has given up on until an operator decides.",
})
export class FailedEvent {
  @Field()
  sink!: string;

  @Field(() => InventoryEvent)
  event!: InventoryEvent;

  @Field(() => Int)
  attempts!: number;

  @Field()
  lastError!: string;

  @Field(() => GraphQLDateTime)
  parkedAt!: Date;

  @Field(() => Int, {
    description: "Later events of the same item or order that wait for it; counted up to 10,000.",
  })
  heldBehind!: number;
}

@ObjectType({ simpleResolvers: true })
export class FailedEventEdge implements Edge<FailedEvent> {
  @Field({ description: CURSOR })
  cursor!: string;

  @Field(() => FailedEvent)
  node!: FailedEvent;
}

@ObjectType({ simpleResolvers: true })
export class FailedEventConnection implements Connection<FailedEvent> {
  @Field(() => [FailedEventEdge])
  edges!: FailedEventEdge[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;

  @Field(() => Int, { description: TOTAL_COUNT })
  totalCount!: () => Promise<number>;
}

@ObjectType({ simpleResolvers: true })
export class FailedEventPayload {
  @Field(() => ID, { nullable: true })
  eventId!: string | null;

  @Field(() => [UserError])
  userErrors!: UserError[];
}
