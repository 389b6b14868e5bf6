import { ArgsType, Field, ID, InputType } from "type-graphql";
import type { ReservationStatus } from "../../domain/model.js";
import { ReservationStatusEnum } from "../types/enums.js";
import { GraphQLPosition } from "../scalars.js";
import { RESUMES_AFTER } from "./descriptions.js";
import { PageArgs } from "./page-args.js";

const STATUSES = "At this moment, as `status` is read: ACTIVE is what has not expired.";

@InputType({ description: "What is given must all hold; a list is met by any of its members." })
export class ReservationFilter {
  @Field(() => ID, { nullable: true })
  orderId?: string | null;

  @Field(() => ID, { nullable: true, description: "One of its lines is of this variant." })
  productVariantId?: string | null;

  @Field(() => [ReservationStatusEnum], { nullable: true, description: STATUSES })
  statuses?: ReservationStatus[] | null;
}

@ArgsType()
export class ReservationsArgs extends PageArgs {
  @Field(() => ReservationFilter, { nullable: true })
  filter?: ReservationFilter | null;
}

@ArgsType()
export class ItemReservationsArgs extends PageArgs {
  @Field(() => [ReservationStatusEnum], { nullable: true, description: STATUSES })
  statuses?: ReservationStatus[] | null;
}

@ArgsType()
export class ReservationFeedArgs {
  @Field(() => ID, { nullable: true })
  reservationId?: string | null;

  @Field(() => ID, { nullable: true })
  orderId?: string | null;

  @Field(() => GraphQLPosition, { nullable: true, description: RESUMES_AFTER })
  after?: number | null;
}
