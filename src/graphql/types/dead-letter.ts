import { Field, ID, Int, ObjectType, registerEnumType } from "type-graphql";
import type { DeadLetterState } from "../../ports/dead-letters.js";
import { GraphQLDateTime, GraphQLJSON } from "../scalars.js";
import { CURSOR, TOTAL_COUNT, type Connection, type Edge } from "./connection.js";
import { DeadLetterStateEnum } from "./enums.js";
import { PageInfo } from "./page-info.js";
import { UserError } from "./user-error.js";

export type BodyEncoding = "UTF8" | "BASE64";
const BodyEncodingEnum: { readonly [K in BodyEncoding]: K } = { UTF8: "UTF8", BASE64: "BASE64" };
registerEnumType(BodyEncodingEnum, {
  name: "BodyEncoding",
  description: "UTF8: the text itself. BASE64: the bytes are no UTF-8.",
});

@ObjectType({
  simpleResolvers: true,
  description: "A message of another service that could not be handled, until an operator decides.",
})
export class DeadLetter {
  @Field(() => ID, {
    description: "Stands in the header `x-dead-letter-id` of the copy in the dead-letter queue.",
  })
  id!: string;

  @Field({ description: "Whose queue it came by: `product`, `order`, `payment`." })
  source!: string;

  @Field(() => String, { nullable: true, description: "As far as it could be read." })
  eventId!: string | null;

  @Field(() => String, { nullable: true, description: "As far as it could be read." })
  eventType!: string | null;

  @Field(() => String, { nullable: true, description: "As far as it could be read." })
  correlationId!: string | null;

  @Field({ description: "Why it could not be handled, naming the field that is wrong." })
  reason!: string;

  @Field(() => Int, { description: "Deliveries that were tried." })
  attempts!: number;

  @Field({ description: "That it was sent by." })
  routingKey!: string;

  @Field(() => GraphQLJSON, { description: "The message's own, and what the broker has added." })
  headers!: Record<string, unknown>;

  @Field({
    description:
      "In a list its first 16,384 bytes; in `deadLetter` and in payloads as much as is kept, 4 MiB at most.",
  })
  body!: string;

  @Field(() => BodyEncodingEnum)
  bodyEncoding!: BodyEncoding;

  @Field(() => Int, { description: "Of the whole body as it came." })
  bodyBytes!: number;

  @Field({ description: "Whether `body` is only its beginning." })
  bodyIsCut!: boolean;

  @Field(() => ID, {
    nullable: true,
    description: "The dead letter that this message was sent again from, where an operator did that.",
  })
  redrivenFrom!: string | null;

  @Field(() => GraphQLDateTime)
  diedAt!: Date;

  @Field(() => DeadLetterStateEnum)
  state!: DeadLetterState;

  @Field(() => String, { nullable: true, description: "Who decided, by the subject of the token." })
  settledBy!: string | null;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: "When it was sent again, or discarded; null while it is OPEN or REDRIVING.",
  })
  settledAt!: Date | null;

  @Field(() => String, { nullable: true, description: "Of who decided." })
  note!: string | null;
}

@ObjectType({ simpleResolvers: true })
export class DeadLetterEdge implements Edge<DeadLetter> {
  @Field({ description: CURSOR })
  cursor!: string;

  @Field(() => DeadLetter)
  node!: DeadLetter;
}

@ObjectType({ simpleResolvers: true })
export class DeadLetterConnection implements Connection<DeadLetter> {
  @Field(() => [DeadLetterEdge])
  edges!: DeadLetterEdge[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;

  @Field(() => Int, { description: TOTAL_COUNT })
  totalCount!: () => Promise<number>;
}

@ObjectType({ simpleResolvers: true })
export class DeadLetterPayload {
  @Field(() => DeadLetter, { nullable: true, description: "As it is now." })
  deadLetter!: DeadLetter | null;

  @Field(() => [UserError])
  userErrors!: UserError[];
}

@ObjectType({ simpleResolvers: true })
export class RedriveDeadLettersPayload {
  @Field(() => Int, { description: "How many will be sent again by this call; 0 where none matches." })
  count!: number;

  @Field({ description: "Whether more match: call again." })
  hasMore!: boolean;

  @Field(() => [UserError])
  userErrors!: UserError[];
}
