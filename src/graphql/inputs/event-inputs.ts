import { ArgsType, Field, ID, InputType, Int } from "type-graphql";
import { MAX_AT_ONCE } from "../arguments.js";
import { GraphQLDateTime, GraphQLPosition } from "../scalars.js";
import { IDEMPOTENCY_KEY, RESUMES_AFTER } from "./descriptions.js";
import { PageArgs } from "./page-args.js";

const TYPES = "Names of event types; at most 250.";

@ArgsType()
export class EventsArgs {
  @Field(() => GraphQLPosition, { nullable: true, description: "By default from the oldest that is kept." })
  after?: number | null;

  @Field(() => [String], { nullable: true, description: TYPES })
  types?: string[] | null;

  @Field(() => Int, {
    nullable: true,
    defaultValue: 50,
    description: `At most ${MAX_AT_ONCE}, else LIMIT_EXCEEDED.`,
  })
  first?: number | null;
}

@ArgsType()
export class EventFeedArgs {
  @Field(() => [String], { nullable: true, description: `${TYPES} By default all.` })
  types?: string[] | null;

  @Field(() => GraphQLPosition, { nullable: true, description: RESUMES_AFTER })
  after?: number | null;
}

@ArgsType()
export class FailedEventsArgs extends PageArgs {
  @Field(() => String, {
    nullable: true,
    description: "Of this sink alone, by its name in `eventPublisher.sinks`; of another there are none.",
  })
  sink?: string | null;
}

@InputType()
export class FailedEventInput {
  @Field()
  sink!: string;

  @Field(() => ID)
  eventId!: string;

  @Field(() => String, {
    nullable: true,
    description: "Why; 1-1,000 characters, not only blanks, kept with your subject.",
  })
  note?: string | null;
}

@InputType({ description: "What is given must all hold." })
export class ReplayEventsInput {
  @Field({
    description:
      "The one queue to send to, past every exchange: 1-255 bytes, not beginning with `amq.`. It must exist. With throughExchange: the name of the canonical exchange (`inventory.events`, with its prefix), also where the sink speaks other dialects.",
  })
  queue!: string;

  @Field(() => GraphQLPosition, { nullable: true, description: "By default from the oldest that is kept." })
  afterPosition?: number | null;

  @Field(() => GraphQLPosition, {
    nullable: true,
    description: "Included; by default the newest at the time of the request.",
  })
  untilPosition?: number | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: "Occurred at this moment or later." })
  since?: Date | null;

  @Field(() => [String], { nullable: true, description: TYPES })
  types?: string[] | null;

  @Field(() => [ID], {
    nullable: true,
    description:
      "At most 250. The events of these items themselves; those of orders (Allocation...) are not among them.",
  })
  productVariantIds?: string[] | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description:
      "To every consumer again, through the exchanges of all dialects that the sink speaks; `queue` must name the canonical one, whether or not that is among them.",
  })
  throughExchange?: boolean | null;

  @Field(() => Int, {
    nullable: true,
    description: "From 1 to the service's own limit (REPLAY_EVENTS_PER_SECOND), which is the default.",
  })
  eventsPerSecond?: number | null;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  idempotencyKey?: string | null;
}
