import { ArgsType, Field, ID, InputType } from "type-graphql";
import type { DeadLetterState } from "../../ports/dead-letters.js";
import { DeadLetterStateEnum } from "../types/enums.js";
import { IDEMPOTENCY_KEY } from "./descriptions.js";
import { PageArgs } from "./page-args.js";

const SOURCE = "`product`, `order` or `payment`; of another there are none.";
const REASON = "Anywhere in the reason, as it is written there; 1-500 characters.";
const NOTE = "Why; 1-1,000 characters, not only blanks, kept with your subject.";

@ArgsType()
export class DeadLettersArgs extends PageArgs {
  @Field(() => String, { nullable: true, description: `Of this source alone: ${SOURCE}` })
  source?: string | null;

  @Field(() => DeadLetterStateEnum, { defaultValue: "OPEN" })
  state!: DeadLetterState;

  @Field(() => String, { nullable: true, description: REASON })
  reasonContains?: string | null;

  @Field(() => String, { nullable: true })
  eventType?: string | null;
}

@InputType()
export class RedriveDeadLetterInput {
  @Field(() => ID)
  id!: string;

  @Field(() => String, { nullable: true, description: NOTE })
  note?: string | null;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  idempotencyKey?: string | null;
}

@InputType({ description: "What is given must all hold." })
export class RedriveDeadLettersInput {
  @Field({ description: SOURCE })
  source!: string;

  @Field(() => String, { nullable: true, description: REASON })
  reasonContains?: string | null;

  @Field(() => String, { nullable: true })
  eventType?: string | null;

  @Field(() => String, { nullable: true, description: NOTE })
  note?: string | null;
}

@InputType()
export class DiscardDeadLetterInput {
  @Field(() => ID)
  id!: string;

  @Field({ description: NOTE })
  note!: string;
}
