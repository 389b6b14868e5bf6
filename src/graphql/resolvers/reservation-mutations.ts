import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import type { Reservation } from "../../domain/model.js";
import type { Refusal } from "../../domain/refusal.js";
import { releaseReservation } from "../../usecases/release-reservation.js";
import { reserveStock } from "../../usecases/reserve-stock.js";
import type { GraphqlContext } from "../context.js";
import { ReleaseReservationInput, ReserveStockInput } from "../inputs/reservation-inputs.js";
import { toReservation } from "../map/reservation.js";
import { toUserError } from "../map/user-error.js";
import { ReservationPayload } from "../types/payloads.js";

@Resolver()
export class ReservationMutations {
  @Mutation(() => ReservationPayload, { description: "Holds stock for an order, for a time." })
  async reserveStock(
    @Arg("input", () => ReserveStockInput) input: ReserveStockInput,
    @Ctx() { deps, caller }: GraphqlContext,
  ): Promise<ReservationPayload> {
    const result = await reserveStock(deps, input, caller);
    if (!result.ok) return toPayload([], result.refusals);
    return toPayload([result.value.reservation], result.value.shortfalls);
  }

  @Mutation(() => ReservationPayload, {
    description: "Gives back what a reservation or an order still holds.",
  })
  async releaseReservation(
    @Arg("input", () => ReleaseReservationInput) input: ReleaseReservationInput,
    @Ctx() { deps, caller }: GraphqlContext,
  ): Promise<ReservationPayload> {
    const result = await releaseReservation(deps, input, caller);
    return result.ok ? toPayload(result.value.reservations, []) : toPayload([], result.refusals);
  }
}

function toPayload(held: readonly Reservation[], refusals: readonly Refusal[]): ReservationPayload {
  const reservations = held.map(toReservation);
  return { reservation: reservations[0] ?? null, reservations, userErrors: refusals.map(toUserError) };
}
