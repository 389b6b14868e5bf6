import type { Answers, Reserve, RuleContext } from "../commands.js";
import { accept, eventsOf, itemAggregate, refuse, type Decision, type StockView } from "../decision.js";
import type { DomainEvent, EventBody, InventoryReservationFailed } from "../events.js";
import { changeItem, type ItemChange } from "../item-change.js";
import { available, type Item, type Reservation, type ReservationLine } from "../model.js";
import type { Draw } from "../planner/plan-draws.js";
import { planOrder, type Demand, type FailureReason } from "../planner/plan-order.js";
import { allocationCreated, allocationRejected } from "./allocation.js";

interface Grant {
  readonly item: Item;
  readonly draws: readonly Draw[];
  /** What PARTIAL could not grant of the same variant. */
  readonly failure: InventoryReservationFailed | null;
}

/** Holds stock for an order: every line or none, or, by PARTIAL, what there is of each. */
export function reserve(
  view: StockView,
  command: Reserve,
  context: RuleContext,
): Decision<Answers["reserve"]> {
  const outcomes = planOrder(view, command.lines, context);
  const refusals = outcomes.flatMap(({ refusal }) => refusal ?? []);
  const grants: Grant[] = [];
  const failures: DomainEvent[] = [];
  const all = command.policy === "ALL_OR_NOTHING" && refusals.length > 0;
  for (const { demand, item, draws, ...outcome } of outcomes) {
    const failure = outcome.refusal && outcome.reason ? failureOf(demand, outcome.reason, command) : null;
    if (item && draws.length > 0 && !all) grants.push({ item, draws, failure });
    else if (failure)
      failures.push(...eventsOf(itemAggregate(item ?? unknownItem(demand)), [failure], context));
  }
  if (grants.length === 0) {
    // Input that is not valid is nobody's news.
    if (outcomes.some((outcome) => outcome.refusal !== null && outcome.reason === null)) {
      return refuse(refusals);
    }
    return refuse(refusals, [...failures, ...rejection(outcomes, command, context)]);
  }

  const reservation = reservationFor(grants, command, context);
  const changes = grants.map((grant) => hold(grant, reservation, context));
  return accept(
    { reservation, shortfalls: refusals },
    {
      items: changes.map(({ item }) => item),
      levels: changes.flatMap(({ levels }) => levels),
      reservations: [reservation],
      entries: changes.flatMap(({ entries }) => entries),
      events: [
        ...changes.flatMap(({ events }) => events),
        ...failures,
        ...allocationCreated(reservation, context),
      ],
    },
  );
}

function reservationFor(grants: readonly Grant[], command: Reserve, context: RuleContext): Reservation {
  const { now } = context;
  return {
    id: context.newId(),
    orderId: command.orderId,
    userId: command.userId,
    status: "ACTIVE",
    expiresAt: command.ttlSeconds === 0 ? null : now + command.ttlSeconds * 1000,
    lines: grants.flatMap(({ draws }) =>
      draws.map(({ level, quantity }): ReservationLine => {
        const { productVariantId, warehouseId } = level;
        return { productVariantId, warehouseId, quantity, fulfilled: 0, released: 0 };
      }),
    ),
    version: 1,
    createdAt: now,
    updatedAt: now,
  };
}

function hold({ item, draws, failure }: Grant, reservation: Reservation, context: RuleContext): ItemChange {
  const movements = draws.map(({ level, quantity }) => ({
    level,
    quantityDelta: 0,
    reservedDelta: quantity,
  }));
  const cause = {
    kind: "RESERVATION",
    reference: reservation.orderId,
    expiresAt: reservation.expiresAt,
  } as const;
  const events = (after: Item): EventBody[] => [
    {
      type: "InventoryReservedEvent",
      data: {
        productVariantId: item.productVariantId,
        quantityReserved: draws.reduce((total, draw) => total + draw.quantity, 0),
        availableQuantityAfterReservation: available(after),
        orderId: reservation.orderId,
        ...(reservation.userId === null ? {} : { userId: reservation.userId }),
        reservationId: reservation.id,
        currentQuantity: after.quantity,
        warehouses: draws.map(({ level, quantity }) => ({ warehouseId: level.warehouseId, quantity })),
      },
    },
    ...(failure ? [failure] : []),
  ];
  return changeItem({ item, movements, cause, context, events });
}

/** The first reason stands for the order's. */
function rejection(
  outcomes: ReturnType<typeof planOrder>,
  { orderId, userId }: Reserve,
  context: RuleContext,
): DomainEvent[] {
  const lines = outcomes.map(({ demand: { productVariantId, quantity }, ...outcome }) => {
    const reasonForFailure = outcome.refusal === null ? null : outcome.reason;
    return { productVariantId, quantityAttempted: quantity, reasonForFailure };
  });
  const reason = lines.find(({ reasonForFailure }) => reasonForFailure !== null)?.reasonForFailure;
  if (!reason) return [];
  return allocationRejected({ orderId, ...(userId === null ? {} : { userId }), reason, lines }, context);
}

function failureOf(
  { productVariantId, quantity }: Demand,
  reasonForFailure: FailureReason,
  { orderId, userId }: Reserve,
): InventoryReservationFailed {
  const user = userId === null ? {} : { userId };
  return {
    type: "InventoryReservationFailedEvent",
    data: { productVariantId, quantityAttempted: quantity, reasonForFailure, orderId, ...user },
  };
}

/** As the events about an item that does not exist name it. */
function unknownItem({ productVariantId }: Demand) {
  return { productVariantId, version: 0 };
}
