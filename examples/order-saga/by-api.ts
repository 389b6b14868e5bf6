import type { Order, Refusal } from "./order.js";
import type { Stock } from "./saga.js";
import type { Stockfeed } from "./stockfeed.js";

const mutation = (verb: string, input: string) =>
  `mutation ($input: ${input}!) { payload: ${verb}(input: $input) { userErrors { code } } }`;
const RESERVE = mutation("reserveStock", "ReserveStockInput");
const CONFIRM = mutation("confirmReservation", "ConfirmReservationInput");
const FULFILL = mutation("fulfillReservation", "FulfillReservationInput");
const RELEASE = mutation("releaseReservation", "ReleaseReservationInput");
const OF_ORDER = `query ($orderId: ID!) {
  reservations(first: 1, filter: { orderId: $orderId }) { edges { node { id status } } }
}`;

interface Answered {
  readonly payload: { readonly userErrors: readonly { readonly code: string }[] };
}
interface Found {
  readonly reservations: { readonly edges: { readonly node: { id: string; status: string } }[] };
}

/** Each step carries an idempotency key made of the order: sent again, it has its first answer. */
export function stockByApi(stockfeed: Stockfeed): Stock {
  async function send(query: string, step: string, { orderId }: Order, input: object): Promise<Refusal> {
    const keyed = { ...input, idempotencyKey: `${orderId}:${step}` };
    const { payload } = await stockfeed.ask<Answered>(query, { input: keyed });
    return payload.userErrors[0]?.code ?? null;
  }
  async function held({ orderId }: Order): Promise<{ id: string; status: string }> {
    const { reservations } = await stockfeed.ask<Found>(OF_ORDER, { orderId });
    const [first] = reservations.edges;
    if (!first) throw new Error(`nothing is reserved for ${orderId}`);
    return first.node;
  }
  return {
    reserve: (order) => send(RESERVE, "reserve", order, { orderId: order.orderId, lines: order.lines }),
    secure: async (order) => send(CONFIRM, "confirm", order, { reservationId: (await held(order)).id }),
    async ship(order) {
      const { id, status } = await held(order);
      // By us, before a crash longer ago than keys are kept.
      return status === "FULFILLED" ? null : send(FULFILL, "fulfill", order, { reservationId: id });
    },
    async release(order) {
      const input = { orderId: order.orderId, reason: "ORDER_CANCELLED" };
      const refusal = await send(RELEASE, "release", order, input);
      // Closed: it has been released, or has expired. Either is what we want.
      if (refusal !== null && refusal !== "RESERVATION_CLOSED") throw new Error(refusal);
    },
    noted: () => undefined,
  };
}
