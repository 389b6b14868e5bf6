import { Field, ID, Int, ObjectType } from "type-graphql";
import { LEDGER_KINDS } from "../../domain/model.js";
import { GraphQLDateTime } from "../scalars.js";
import { Node } from "./node.js";

@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: "One immutable change of what a warehouse has of an item, with the balances after it.",
})
export class LedgerEntry implements Node {
  productVariantId!: string;
  warehouseId!: string;

  @Field(() => ID)
  id!: string;

  @Field({
    description: `One of ${LEDGER_KINDS.join(", ")}. A cancelled transfer comes back as TRANSFER_IN; CORRECTION is booked by a repair.`,
  })
  kind!: string;

  @Field(() => Int)
  quantityDelta!: number;

  @Field(() => Int)
  reservedDelta!: number;

  @Field(() => Int, { description: "Units on hand in that warehouse after the change." })
  quantityAfter!: number;

  @Field(() => Int, { description: "Units held in that warehouse after the change." })
  reservedAfter!: number;

  @Field(() => String, { nullable: true })
  reason!: string | null;

  @Field(() => String, { nullable: true, description: "The order or document that caused it." })
  reference!: string | null;

  @Field({ description: "The subject of the token it was done with." })
  actor!: string;

  @Field(() => String, {
    nullable: true,
    description:
      "By which right it was done: the scope; `system` for what expired, `command` for npm's commands, `embedder` for the program that the service runs in. null: from before this was recorded.",
  })
  right!: string | null;

  @Field(() => [String], {
    nullable: true,
    description: "Codes or ids of the warehouses that the token was confined to; null = all.",
  })
  confinedTo!: string[] | null;

  @Field(() => ID)
  correlationId!: string;

  @Field(() => Int)
  itemVersion!: number;

  @Field(() => GraphQLDateTime)
  occurredAt!: Date;
}
