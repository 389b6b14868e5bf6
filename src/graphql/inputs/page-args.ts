import { ArgsType, Field, Int } from "type-graphql";
import { MAX_AT_ONCE } from "../arguments.js";

@ArgsType()
export class PageArgs {
  @Field(() => Int, {
    nullable: true,
    defaultValue: 50,
    description: `At most ${MAX_AT_ONCE}, else LIMIT_EXCEEDED.`,
  })
  first?: number | null;

  @Field(() => String, { nullable: true, description: "A cursor of this connection." })
  after?: string | null;
}
