import type { FeedEvent } from "../../domain/events.js";
import type { Reservation } from "../../domain/model.js";
import { checkId } from "../arguments.js";
import type { GraphqlContext } from "../context.js";
import type { ReservationFeedArgs } from "../inputs/reservation-args.js";
import {
  isChanged,
  isReservationEvent,
  RESERVATION_EVENTS,
  reservationsNamed,
  type ReservationEvent,
} from "../map/reservation-change.js";
import { reachesAll } from "../reach.js";
import { ofOrder, ofReservation, ofType } from "./index-keys.js";
import { Selection } from "./selection.js";

interface Subscribing {
  readonly args: ReservationFeedArgs;
  readonly context: GraphqlContext;
}

/** What an event was found to change, for the subscriber that it is about to be told. */
const found = new WeakMap<GraphqlContext, WeakMap<FeedEvent, readonly Reservation[]>>();

export async function selectReservations({ args, context }: Subscribing): Promise<Selection> {
  const { orderId = null, after = null } = args;
  if (orderId !== null) checkId("orderId", orderId);
  if (args.reservationId != null) checkId("reservationId", args.reservationId);
  const id = args.reservationId?.toLowerCase() ?? null;
  const keys = await keysOf(id, orderId, context);
  const changes = new WeakMap<FeedEvent, readonly Reservation[]>();
  found.set(context, changes);
  const isWanted = async (reservation: Reservation) =>
    (id === null || reservation.id === id) &&
    (orderId === null || reservation.orderId === orderId) &&
    reachesAll(context.principal, reservation, context.loaders);
  const match = async (event: ReservationEvent) => {
    const reservations = await changedBy(event, context);
    const wanted = await Promise.all(reservations.map(isWanted));
    const told = reservations.filter((_, index) => wanted[index]);
    changes.set(event, told);
    return told.length > 0;
  };
  return new Selection({
    ...{ kind: "events", after, conflate: false, keys: () => keys, learn: () => undefined },
    match: (event) => isReservationEvent(event) && match(event),
  });
}

/** Of an event that was selected, by the same context. */
export function reservationsFound(event: FeedEvent, context: GraphqlContext): readonly Reservation[] {
  return found.get(context)?.get(event) ?? [];
}

/** Of a part that is sold only its order is told. */
async function keysOf(id: string | null, orderId: string | null, { loaders }: GraphqlContext) {
  if (id === null) return orderId === null ? RESERVATION_EVENTS.map(ofType) : [ofOrder(orderId)];
  const reservation = await loaders.reservation(id);
  return reservation ? [ofReservation(id), ofOrder(reservation.orderId)] : [ofReservation(id)];
}

async function changedBy(event: ReservationEvent, { loaders }: GraphqlContext): Promise<Reservation[]> {
  const named = reservationsNamed(event);
  const candidates = named
    ? await Promise.all(named.map((id) => loaders.reservation(id)))
    : await loaders.reservationsOfOrder(event.data.orderId);
  return candidates.filter((each) => each !== null).filter((each) => isChanged(each, event));
}
