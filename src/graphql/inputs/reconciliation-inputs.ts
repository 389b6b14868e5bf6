import { ArgsType, Field, ID, InputType } from "type-graphql";
import type { DifferenceOutcome } from "../../domain/reconciliation.js";
import { DifferenceOutcomeEnum } from "../types/reconciliation-enums.js";
import { PageArgs } from "./page-args.js";

@InputType()
export class ReconcileStockInput {
  @Field(() => Boolean, {
    nullable: true,
    defaultValue: true,
    description: "Tells what differs, and books nothing.",
  })
  dryRun?: boolean | null;

  @Field(() => [ID], { nullable: true, description: "At most 250; by default all that the source names." })
  productVariantIds?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description: "1-128 characters. The same key and input again answers the one that was begun by it.",
  })
  idempotencyKey?: string | null;
}

@ArgsType()
export class DifferencesArgs extends PageArgs {
  @Field(() => DifferenceOutcomeEnum, { nullable: true, description: "By default all." })
  outcome?: DifferenceOutcome | null;
}
