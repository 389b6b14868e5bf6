import { Args, Ctx, Resolver, Root, Subscription } from "type-graphql";
import type { GraphqlContext } from "../context.js";
import { ReservationFeedArgs } from "../inputs/reservation-args.js";
import { reservationsFound, selectReservations } from "../live/reservation-feed.js";
import { toReservationChange, type ReservationEvent } from "../map/reservation-change.js";
import { ReservationChange } from "../types/reservation-change.js";

@Resolver()
export class ReservationSubscription {
  @Subscription(() => ReservationChange, {
    subscribe: selectReservations,
    description:
      "Each change of a reservation, of an order's, or of all that the token reaches whole, but for an extension, which is no event: `expiresAt` is as it is now whenever it is read. What is given must all hold.",
  })
  reservationChanged(
    @Root() event: ReservationEvent,
    @Args(() => ReservationFeedArgs) _: ReservationFeedArgs,
    @Ctx() context: GraphqlContext,
  ): ReservationChange {
    return toReservationChange(event, reservationsFound(event, context));
  }
}
