import { Arg, Ctx, ID, Query, Resolver } from "type-graphql";
import { checkId } from "../arguments.js";
import type { GraphqlContext } from "../context.js";
import { feedPositionOf } from "../feed-first.js";
import { toReservation } from "../map/reservation.js";
import { toWarehouse } from "../map/warehouse.js";
import { reaches, reachesAll } from "../reach.js";
import { GraphQLPosition } from "../scalars.js";
import { Reservation } from "../types/reservation.js";
import { Warehouse } from "../types/warehouse.js";

@Resolver()
export class OtherQueries {
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

  @Query(() => [Warehouse], { description: "By priority, then code." })
  async warehouses(@Ctx() { loaders, principal }: GraphqlContext): Promise<Warehouse[]> {
    const all = await loaders.warehouses();
    return all.filter((warehouse) => reaches(principal, warehouse)).map(toWarehouse);
  }

  @Query(() => GraphQLPosition, {
    description:
      "The newest position, read before the data of the same query: query, then subscribe after it.",
  })
  feedPosition(@Ctx() context: GraphqlContext): Promise<number> {
    return feedPositionOf(context);
  }
}
