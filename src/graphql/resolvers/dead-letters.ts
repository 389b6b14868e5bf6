import { Arg, Args, Ctx, ID, Mutation, Query, Resolver } from "type-graphql";
import type { Result } from "../../domain/decision.js";
import type { StoredDeadLetter } from "../../ports/dead-letters.js";
import { checkSelection } from "../../usecases/dead-letter-input.js";
import { discardDeadLetter } from "../../usecases/discard-dead-letter.js";
import { redriveDeadLetter } from "../../usecases/redrive-dead-letter.js";
import { redriveDeadLetters } from "../../usecases/redrive-dead-letters.js";
import { badInput, checkId } from "../arguments.js";
import { pagesOf, toConnection } from "../connection.js";
import type { GraphqlContext } from "../context.js";
import {
  DeadLettersArgs,
  DiscardDeadLetterInput,
  RedriveDeadLetterInput,
  RedriveDeadLettersInput,
} from "../inputs/dead-letter-inputs.js";
import { DEAD_LETTER_CURSOR, toDeadLetter } from "../map/dead-letters.js";
import { toUserError } from "../map/user-error.js";
import {
  DeadLetter,
  DeadLetterConnection,
  DeadLetterPayload,
  RedriveDeadLettersPayload,
} from "../types/dead-letter.js";

@Resolver()
export class DeadLetterResolvers {
  @Query(() => DeadLetter, { nullable: true, description: "With as much of its body as is kept." })
  async deadLetter(
    @Arg("id", () => ID) id: string,
    @Ctx() { pipeline }: GraphqlContext,
  ): Promise<DeadLetter | null> {
    checkId("id", id);
    const letter = await pipeline.deadLetters.find(id);
    return letter && toDeadLetter(letter);
  }

  @Query(() => DeadLetterConnection, {
    description:
      "Messages that came in from other services and could not be handled, the latest first: redrive, or discard them. What is given must all hold.",
  })
  async deadLetters(
    @Args(() => DeadLettersArgs) { source, state, reasonContains, eventType, ...asked }: DeadLettersArgs,
    @Ctx() { pipeline: { deadLetters } }: GraphqlContext,
  ): Promise<DeadLetterConnection> {
    const pages = pagesOf(asked, DEAD_LETTER_CURSOR);
    for (const { field, message } of checkSelection({ source, reasonContains, eventType }).refusals) {
      throw badInput(field.join("."), `${field.join(".")}: ${message}`);
    }
    const filter = {
      source: source ?? null,
      reasonContains: reasonContains ?? null,
      eventType: eventType ?? null,
    };
    return toConnection(await deadLetters.page(state, filter, pages), {
      codec: DEAD_LETTER_CURSOR,
      hasPreviousPage: pages.after !== null,
      toNode: toDeadLetter,
      count: () => deadLetters.count(state, filter),
    });
  }

  @Mutation(() => DeadLetterPayload, {
    description:
      "An OPEN one is put at the end of its source's queue again, as new, soon, by a process that consumes it. What was carried out before is not carried out again; what fails again is a new dead letter, which names this one.",
  })
  async redriveDeadLetter(
    @Arg("input", () => RedriveDeadLetterInput) input: RedriveDeadLetterInput,
    @Ctx() { pipeline, caller }: GraphqlContext,
  ): Promise<DeadLetterPayload> {
    return toPayload(await redriveDeadLetter(pipeline, input, caller));
  }

  @Mutation(() => RedriveDeadLettersPayload, {
    description:
      "As `redriveDeadLetter`, of all OPEN ones of a source that match, those that died first before others: at most 1,000 a call.",
  })
  async redriveDeadLetters(
    @Arg("input", () => RedriveDeadLettersInput) input: RedriveDeadLettersInput,
    @Ctx() { pipeline, caller }: GraphqlContext,
  ): Promise<RedriveDeadLettersPayload> {
    const result = await redriveDeadLetters(pipeline, input, caller);
    if (!result.ok) return { count: 0, hasMore: false, userErrors: result.refusals.map(toUserError) };
    return { ...result.value, userErrors: [] };
  }

  @Mutation(() => DeadLetterPayload, {
    description: "An OPEN one is given up for good: what it asks for is never done.",
  })
  async discardDeadLetter(
    @Arg("input", () => DiscardDeadLetterInput) input: DiscardDeadLetterInput,
    @Ctx() { pipeline, caller }: GraphqlContext,
  ): Promise<DeadLetterPayload> {
    return toPayload(await discardDeadLetter(pipeline, input, caller));
  }
}

function toPayload(result: Result<StoredDeadLetter>): DeadLetterPayload {
  if (!result.ok) return { deadLetter: null, userErrors: result.refusals.map(toUserError) };
  return { deadLetter: toDeadLetter(result.value), userErrors: [] };
}
