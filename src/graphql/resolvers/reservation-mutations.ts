import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import type { Result } from "../../domain/decision.js";
import type { Reservation } from "../../domain/model.js";
import type { Refusal } from "../../domain/refusal.js";
import { confirmReservation } from "../../usecases/confirm-reservation.js";
import { extendReservation } from "../../usecases/extend-reservation.js";
import { fulfillReservation } from "../../usecases/fulfill-reservation.js";
import { releaseReservation } from "../../usecases/release-reservation.js";
import { reserveStock } from "../../usecases/reserve-stock.js";
import type { GraphqlContext } from "../context.js";
import {
  ConfirmReservationInput,
  ExtendReservationInput,
  FulfillReservationInput,
  ReleaseReservationInput,
  ReserveStockInput,
} from "../inputs/reservation-inputs.js";
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
    description:
      "Lets a hold last longer, never shorter. A confirmed one does not expire and stays as it is.",
  })
  async extendReservation(
    @Arg("input", () => ExtendReservationInput) input: ExtendReservationInput,
    @Ctx() { deps, caller }: GraphqlContext,
  ): Promise<ReservationPayload> {
    return answer(await extendReservation(deps, input, caller));
  }

  @Mutation(() => ReservationPayload, {
    description: "The order was paid: its hold expires no more. Once confirmed, it stays as it is.",
  })
  async confirmReservation(
    @Arg("input", () => ConfirmReservationInput) input: ConfirmReservationInput,
    @Ctx() { deps, caller }: GraphqlContext,
  ): Promise<ReservationPayload> {
    return answer(await confirmReservation(deps, input, caller));
  }

  @Mutation(() => ReservationPayload, {
    description:
      "A sale of what is held, or of a part of it: quantity and reserved fall together. FULFILLED once nothing is held any more.",
  })
  async fulfillReservation(
    @Arg("input", () => FulfillReservationInput) input: FulfillReservationInput,
    @Ctx() { deps, caller }: GraphqlContext,
  ): Promise<ReservationPayload> {
    return answer(await fulfillReservation(deps, input, caller));
  }

  @Mutation(() => ReservationPayload, {
    description:
      "Gives back what a reservation or an order still holds, or a part of it. RELEASED once nothing is held any more.",
  })
  async releaseReservation(
    @Arg("input", () => ReleaseReservationInput) input: ReleaseReservationInput,
    @Ctx() { deps, caller }: GraphqlContext,
  ): Promise<ReservationPayload> {
    const result = await releaseReservation(deps, input, caller);
    return result.ok ? toPayload(result.value.reservations, []) : toPayload([], result.refusals);
  }
}

function answer(result: Result<{ readonly reservation: Reservation }>): ReservationPayload {
  return result.ok ? toPayload([result.value.reservation], []) : toPayload([], result.refusals);
}

function toPayload(held: readonly Reservation[], refusals: readonly Refusal[]): ReservationPayload {
  const reservations = held.map(toReservation);
  return { reservation: reservations[0] ?? null, reservations, userErrors: refusals.map(toUserError) };
}
