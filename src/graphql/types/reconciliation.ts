import { Field, ID, Int, ObjectType } from "type-graphql";
import type { DifferenceOutcome } from "../../domain/reconciliation.js";
import type { RefusalCode } from "../../domain/refusal.js";
import type { ReconciliationOrigin, ReconciliationState } from "../../ports/reconciliations.js";
import { GraphQLDateTime, GraphQLPosition } from "../scalars.js";
import { CURSOR, TOTAL_COUNT, type Connection, type Edge } from "./connection.js";
import { UserErrorCodeEnum } from "./enums.js";
import { PageInfo } from "./page-info.js";
import {
  DifferenceOutcomeEnum,
  ReconciliationOriginEnum,
  ReconciliationStateEnum,
} from "./reconciliation-enums.js";
import { UserError } from "./user-error.js";

@ObjectType({
  simpleResolvers: true,
  description: "A comparison of the levels with figures from outside, as a warehouse's own.",
})
export class Reconciliation {
  @Field(() => ID)
  id!: string;

  @Field(() => ReconciliationOriginEnum)
  origin!: ReconciliationOrigin;

  @Field({ description: "Where the figures come from: an address without its query, or a path." })
  source!: string;

  @Field({ description: "Whether it only tells, and books nothing." })
  dryRun!: boolean;

  @Field(() => [ID], { nullable: true, description: "null: of all items that the source names." })
  productVariantIds!: string[] | null;

  @Field(() => ReconciliationStateEnum)
  state!: ReconciliationState;

  @Field({ description: "Whether the source says that it names everything." })
  complete!: boolean;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: "When the oldest of the figures was taken, at the earliest.",
  })
  figuresFrom!: Date | null;

  @Field(() => Int, { description: "Rows that were looked at so far." })
  compared!: number;

  @Field(() => Int)
  agreeing!: number;

  @Field(() => Int)
  corrected!: number;

  @Field(() => Int, { description: "Differences that are still there, whatever the reason." })
  remaining!: number;

  @Field(() => String, { nullable: true, description: "Why it did not come to its end." })
  lastError!: string | null;

  @Field({ description: "The subject that asked for it; `system`: the schedule." })
  requestedBy!: string;

  @Field(() => GraphQLDateTime)
  startedAt!: Date;

  @Field(() => GraphQLDateTime, { nullable: true })
  endedAt!: Date | null;
}

@ObjectType({ simpleResolvers: true, description: "Something that does not agree." })
export class ReconciliationDifference {
  @Field(() => GraphQLPosition, {
    nullable: true,
    description: "Of the source, from 1: a line, or an array's element. null: the source does not name it.",
  })
  sourceRow!: number | null;

  @Field(() => ID, { nullable: true })
  productVariantId!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Its code; as the source has it where that is unknown.",
  })
  warehouse!: string | null;

  @Field(() => GraphQLPosition, { nullable: true, description: "On hand, by the source." })
  figure!: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      "On hand, by the ledger, when the figure was taken, with what reconciliations have booked since.",
  })
  booked!: number | null;

  @Field(() => Int, { nullable: true, description: "What was, or would be, booked." })
  delta!: number | null;

  @Field(() => DifferenceOutcomeEnum)
  outcome!: DifferenceOutcome;

  @Field(() => UserErrorCodeEnum, { nullable: true, description: "Why it was refused." })
  code!: RefusalCode | null;

  @Field(() => String, { nullable: true })
  message!: string | null;
}

@ObjectType({ simpleResolvers: true })
export class ReconciliationEdge implements Edge<Reconciliation> {
  @Field({ description: CURSOR })
  cursor!: string;

  @Field(() => Reconciliation)
  node!: Reconciliation;
}

@ObjectType({ simpleResolvers: true })
export class ReconciliationConnection implements Connection<Reconciliation> {
  @Field(() => [ReconciliationEdge])
  edges!: ReconciliationEdge[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;

  @Field(() => Int, { description: TOTAL_COUNT })
  totalCount!: () => Promise<number>;
}

@ObjectType({ simpleResolvers: true })
export class ReconciliationDifferenceEdge implements Edge<ReconciliationDifference> {
  @Field({ description: CURSOR })
  cursor!: string;

  @Field(() => ReconciliationDifference)
  node!: ReconciliationDifference;
}

@ObjectType({ simpleResolvers: true })
export class ReconciliationDifferenceConnection implements Connection<ReconciliationDifference> {
  @Field(() => [ReconciliationDifferenceEdge])
  edges!: ReconciliationDifferenceEdge[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;

  @Field(() => Int, { description: TOTAL_COUNT })
  totalCount!: () => Promise<number>;
}

@ObjectType({ simpleResolvers: true })
export class ReconcileStockPayload {
  @Field(() => Reconciliation, {
    nullable: true,
    description: "The one that was begun; with ALREADY_EXISTS the one that is under way.",
  })
  reconciliation!: Reconciliation | null;

  @Field(() => [UserError])
  userErrors!: UserError[];
}
