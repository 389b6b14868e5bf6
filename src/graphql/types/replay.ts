import { Field, ID, Int, ObjectType } from "type-graphql";
import type { EventType } from "../../domain/events.js";
import type { ReplayState } from "../../ports/replays.js";
import { GraphQLDateTime, GraphQLPosition } from "../scalars.js";
import { CURSOR, TOTAL_COUNT, type Connection, type Edge } from "./connection.js";
import { ReplayStateEnum } from "./enums.js";
import { PageInfo } from "./page-info.js";
import { UserError } from "./user-error.js";

@ObjectType({ simpleResolvers: true, description: "A part of the feed that is sent again." })
export class Replay {
  @Field(() => ID)
  id!: string;

  @Field()
  sink!: string;

  @Field({ description: "The queue; with throughExchange the exchange." })
  queue!: string;

  @Field()
  throughExchange!: boolean;

  @Field(() => ReplayStateEnum)
  state!: ReplayState;

  @Field(() => GraphQLPosition)
  afterPosition!: number;

  @Field(() => GraphQLPosition, { description: "Included." })
  untilPosition!: number;

  @Field(() => GraphQLDateTime, { nullable: true })
  since!: Date | null;

  @Field(() => [String], { nullable: true })
  types!: EventType[] | null;

  @Field(() => [ID], { nullable: true })
  productVariantIds!: string[] | null;

  @Field(() => GraphQLPosition, { description: "Everything up to it was sent, or not selected." })
  position!: number;

  @Field(() => Int, { description: "Events; one may be several messages, by dialects." })
  sent!: number;

  @Field(() => Int, {
    description: "Events to be sent in all. After a takeover a batch may be sent twice, and counted once.",
  })
  total!: number;

  @Field(() => Int)
  eventsPerSecond!: number;

  @Field(() => String, { nullable: true, description: "Why it has failed, or does not get on just now." })
  lastError!: string | null;

  @Field({ description: "The subject of the token that it was asked for with." })
  requestedBy!: string;

  @Field(() => GraphQLDateTime)
  createdAt!: Date;

  @Field(() => GraphQLDateTime)
  updatedAt!: Date;
}

@ObjectType({ simpleResolvers: true })
export class ReplayEdge implements Edge<Replay> {
  @Field({ description: CURSOR })
  cursor!: string;

  @Field(() => Replay)
  node!: Replay;
}

@ObjectType({ simpleResolvers: true })
export class ReplayConnection implements Connection<Replay> {
  @Field(() => [ReplayEdge])
  edges!: ReplayEdge[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;

  @Field(() => Int, { description: TOTAL_COUNT })
  totalCount!: () => Promise<number>;
}

@ObjectType({ simpleResolvers: true })
export class ReplayPayload {
  @Field(() => ID, {
    nullable: true,
    description: "null also where nothing is to be sent: then `count` is 0, and there is no userError.",
  })
  replayId!: string | null;

  @Field(() => Int, { description: "Events that will be sent; one may be several messages, by dialects." })
  count!: number;

  @Field(() => Replay, { nullable: true })
  replay!: Replay | null;

  @Field(() => [UserError])
  userErrors!: UserError[];
}
