import type { Static, TSchema } from "@sinclair/typebox";
import type { Result } from "../domain/decision.js";
import type { Instant } from "../domain/model.js";
import { changeVariant } from "../usecases/change-variant.js";
import { endOrder } from "../usecases/end-order.js";
import { openOrder, type OrderPolicy } from "../usecases/open-order.js";
import { registerVariant } from "../usecases/register-variant.js";
import { removeVariant } from "../usecases/remove-variant.js";
import { shipOrder } from "../usecases/ship-order.js";
import { takeBack } from "../usecases/take-back.js";
import type { Caller, UseCaseDeps } from "../usecases/use-case.js";
import { isDiscontinued, linesIn, variantIn } from "./read-payload.js";
import * as payloads from "./schemas/payloads.js";

export type IntakeDeps = UseCaseDeps & { readonly orders: OrderPolicy };

/** The other service, on the occasion of one message. */
export type InboundCaller = Caller & {
  /** When it was said, by that service's clock. */
  readonly saidAt: Instant | null;
};

/** What one kind of message is, and does. */
export interface Kind {
  /** Each also with `Event` behind it. */
  readonly names: readonly string[];
  readonly description: string;
  readonly payload: TSchema;
  /** Messages of one lane are carried out one after the other; null: this one has none beside it. */
  laneOf(payload: never): string | null;
  carryOut(deps: IntakeDeps, payload: never, caller: InboundCaller): Promise<Result<unknown>>;
}

interface KindOf<Schema extends TSchema> extends Kind {
  readonly payload: Schema;
  laneOf(payload: Static<Schema>): string | null;
  carryOut(deps: IntakeDeps, payload: Static<Schema>, caller: InboundCaller): Promise<Result<unknown>>;
}

const kind = <Schema extends TSchema>(of: KindOf<Schema>): Kind => of;

const ofVariant = (payload: payloads.VariantDeleted): string => `variant ${variantIn(payload)}`;
const ofOrder = ({ orderId }: { readonly orderId: string }): string => `order ${orderId}`;

const ended = (
  name: string,
  reason: "CANCELLED" | "PAYMENT_FAILED" | "FRAUDULENT",
  description: string,
  ...others: string[]
) =>
  kind({
    names: [name, ...others],
    description,
    payload: payloads.ORDER_ENDED,
    laneOf: ofOrder,
    carryOut: (deps, { orderId }, caller) => endOrder(deps, { orderId, reason }, caller),
  });

/** Everything that is consumed, and what it does. */
export const KINDS: readonly Kind[] = [
  kind({
    names: ["ProductVariantCreated"],
    description: "A variant was made: it gets an item, unless it has one.",
    payload: payloads.VARIANT_CREATED,
    laneOf: ofVariant,
    carryOut: (deps, payload, caller) => {
      const { sku, initialStock } = payload;
      const { saidAt } = caller;
      return registerVariant(
        deps,
        { productVariantId: variantIn(payload), saidAt, sku, initialStock },
        caller,
      );
    },
  }),
  kind({
    names: ["ProductVariantUpdated"],
    description: "A variant was changed: its item takes over the SKU, and whether it is in sale.",
    payload: payloads.VARIANT_UPDATED,
    laneOf: ofVariant,
    carryOut: (deps, payload, caller) => {
      const change = { sku: payload.sku ?? undefined, discontinued: isDiscontinued(payload) };
      const { saidAt } = caller;
      return changeVariant(deps, { productVariantId: variantIn(payload), saidAt, ...change }, caller);
    },
  }),
  kind({
    names: ["ProductVariantDeleted"],
    description: "A variant is no more: its item is removed, or discontinued while something is left of it.",
    payload: payloads.VARIANT_DELETED,
    laneOf: ofVariant,
    carryOut: (deps, payload, caller) =>
      removeVariant(deps, { productVariantId: variantIn(payload), saidAt: caller.saidAt }, caller),
  }),
  kind({
    names: ["OrderCreated", "order-created"],
    description:
      "An order was made: its lines are reserved, all or none, or sold at once (ORDER_CREATED_POLICY).",
    payload: payloads.ORDER_CREATED,
    laneOf: ofOrder,
    carryOut: (deps, payload, caller) => {
      const { orderId, userId } = payload;
      return openOrder(deps, { orderId, userId, lines: linesIn(payload) }, caller);
    },
  }),
  ended("OrderCancelled", "CANCELLED", "An order was cancelled: what it holds is released."),
  ended(
    "PaymentFailed",
    "PAYMENT_FAILED",
    "An order was not paid: what it holds is released.",
    "OrderPaymentFailed",
  ),
  ended("OrderFraudulent", "FRAUDULENT", "An order was found fraudulent: what it holds is released."),
  kind({
    names: ["OrderConfirmedForShipment"],
    description: "Goods of an order leave: they are sold, all that has not left yet or what is named.",
    payload: payloads.ORDER_SHIPS,
    laneOf: ofOrder,
    carryOut: (deps, payload, caller) => {
      const lines = linesIn(payload);
      return shipOrder(deps, { orderId: payload.orderId, lines: lines.length > 0 ? lines : null }, caller);
    },
  }),
  kind({
    names: ["ReturnProcessed"],
    description: "Goods came back and can be sold again.",
    payload: payloads.RETURNED,
    laneOf: ({ orderId }) => (typeof orderId === "string" ? ofOrder({ orderId }) : null),
    carryOut: (deps, payload, caller) =>
      takeBack(deps, { orderId: payload.orderId, lines: linesIn(payload) }, caller),
  }),
];

/** Of a kind, all that a message may be called. */
export function typesOf({ names }: Pick<Kind, "names">): readonly string[] {
  return names.flatMap((name) => (name.includes("-") ? [name] : [name, `${name}Event`]));
}
