import { ArgsType, Field, ID, InputType } from "type-graphql";
import { LEDGER_KINDS } from "../../domain/model.js";
import { GraphQLDateTime } from "../scalars.js";
import { PageArgs } from "./page-args.js";

@InputType({
  description:
    "What is given must all hold; a list is met by any of its members. Quick are productVariantId, reference, since and until; warehouseId and kinds alone are looked for from the newest entry backwards.",
})
export class LedgerFilter {
  @Field(() => ID, { nullable: true })
  productVariantId?: string | null;

  @Field(() => ID, { nullable: true, description: "A warehouse's id or its code." })
  warehouseId?: string | null;

  @Field(() => [String], { nullable: true, description: `Of ${LEDGER_KINDS.join(", ")}.` })
  kinds?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description: "The id of the order, the transfer or the document that caused it.",
  })
  reference?: string | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: "At this moment or later." })
  since?: Date | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: "At this moment or before." })
  until?: Date | null;
}

@ArgsType()
export class LedgerArgs extends PageArgs {
  @Field(() => LedgerFilter, { nullable: true })
  filter?: LedgerFilter | null;
}
