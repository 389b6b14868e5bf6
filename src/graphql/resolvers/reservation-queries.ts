import { Arg, Args, Ctx, ID, Query, Resolver } from "type-graphql";
import { checkId } from "../arguments.js";
import { pagesOf, toConnection } from "../connection.js";
import type { GraphqlContext } from "../context.js";
import { reservationFilter } from "../filters.js";
import { ReservationsArgs } from "../inputs/reservation-args.js";
import { RESERVATION_CURSOR } from "../map/lists.js";
import { toReservation } from "../map/reservation.js";
import { reachesAll, warehouseIdsReached } from "../reach.js";
import { ReservationConnection } from "../types/reservation-connection.js";
import { Reservation } from "../types/reservation.js";

@Resolver()
export class ReservationQueries {
  @Query(() => Reservation, { nullable: true })
  async reservation(
    @Arg("id", () => ID) id: string,
    @Ctx() { loaders, principal }: GraphqlContext,
  ): Promise<Reservation | null> {
    checkId("id", id);
    const reservation = await loaders.reservation(id);
    if (!reservation || !(await reachesAll(principal, reservation, loaders))) return null;
    return toReservation(reservation);
  }

  @Query(() => ReservationConnection, { description: "Newest first." })
  async reservations(
    @Args(() => ReservationsArgs) { filter, ...asked }: ReservationsArgs,
    @Ctx() { reader, loaders, principal }: GraphqlContext,
  ): Promise<ReservationConnection> {
    const pages = pagesOf(asked, RESERVATION_CURSOR);
    const wanted = reservationFilter(filter, await warehouseIdsReached(principal, loaders));
    return toConnection(await reader.reservationPage(wanted, pages), {
      codec: RESERVATION_CURSOR,
      hasPreviousPage: pages.after !== null,
      toNode: toReservation,
      count: () => reader.countReservations(wanted),
    });
  }
}
