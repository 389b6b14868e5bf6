import { Field, Int, ObjectType } from "type-graphql";
import { GraphQLPosition } from "../scalars.js";
import { UserError } from "./user-error.js";

@ObjectType({ simpleResolvers: true, description: "A place that every event goes to." })
export class SinkStatus {
  @Field()
  name!: string;

  @Field(() => GraphQLPosition, {
    description: "Everything up to it was delivered, or stands among the failed events.",
  })
  position!: number;

  @Field(() => Int)
  lagEvents!: number;

  @Field(() => Int, {
    description:
      "Age of the oldest committed event that it was not given, in milliseconds; 0 when there is none.",
  })
  lagMs!: number;

  @Field(() => String, {
    description:
      "RUNNING; PAUSED: its other side is away; DETACHED: it was for too long, and gets nothing until `attachSink`.",
  })
  state!: string;

  @Field(() => Int, { description: "Failed events that wait for an operator; counted up to 100,000." })
  parked!: number;

  @Field(() => String, { nullable: true, description: "The last there was, also when all is well now." })
  lastError!: string | null;
}

@ObjectType({ simpleResolvers: true, description: "What the database knows of the event pipeline." })
export class EventPublisherStatus {
  @Field(() => GraphQLPosition)
  headPosition!: number;

  @Field(() => Int, { description: "Committed events that have no position yet; counted up to 100,000." })
  pending!: number;

  @Field(() => [SinkStatus], { description: "By name." })
  sinks!: SinkStatus[];
}

@ObjectType({ simpleResolvers: true })
export class AttachSinkPayload {
  @Field(() => SinkStatus, { nullable: true })
  sink!: SinkStatus | null;

  @Field(() => Int, {
    description:
      "Events that it will never get: they went with the feed's oldest days while it was detached.",
  })
  missedEvents!: number;

  @Field(() => [UserError])
  userErrors!: UserError[];
}
