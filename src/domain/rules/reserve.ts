import type { Answers, Reserve, RuleContext } from "../commands.js";
import { accept, eventsOf, refuse, type Decision, type StockView } from "../decision.js";
import type { DomainEvent } from "../events.js";
import { changeItem, type ItemChange } from "../item-change.js";
import { available, MAX_QUANTITY, type Item, type Reservation, type ReservationLine } from "../model.js";
import type { Draw } from "../planner.js";
import type { Refusal } from "../refusal.js";
import { demandsOf, drawsFor, type Demand, type FailureReason } from "./reserve-demand.js";

interface Grant {
  readonly item: Item;
  readonly draws: readonly Draw[];
}

interface Shortfall {
  readonly demand: Demand;
  readonly refusal: Refusal;
  readonly reason: FailureReason | null;
  readonly item: Item | undefined;
}

/** Holds stock for an order: every line or none, or, by PARTIAL, what there is of each. */
export function reserve(
  view: StockView,
  command: Reserve,
  context: RuleContext,
): Decision<Answers["reserve"]> {
  const grants: Grant[] = [];
  const shortfalls: Shortfall[] = [];
  for (const demand of demandsOf(command)) {
    const outcome = drawsFor(view, demand, context);
    if (outcome.refusal) shortfalls.push({ demand, ...outcome });
    if (outcome.item && outcome.draws.length > 0) grants.push({ item: outcome.item, draws: outcome.draws });
  }
  const nothing = grants.length === 0 || (command.policy === "ALL_OR_NOTHING" && shortfalls.length > 0);
  const failures = shortfalls.flatMap((shortfall) => failureEvents(shortfall, command, context));
  const refusals = shortfalls.map(({ refusal }) => refusal);
  if (nothing) return refuse(refusals, failures);

  const reservation = reservationFor(grants, command, context);
  const changes = grants.map((grant) => hold(grant, reservation, context));
  return accept(
    { reservation, shortfalls: refusals },
    {
      items: changes.map(({ item }) => item),
      levels: changes.flatMap(({ levels }) => levels),
      reservations: [reservation],
      entries: changes.flatMap(({ entries }) => entries),
      events: [...changes.flatMap(({ events }) => events), ...failures],
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
    createdAt: now,
    updatedAt: now,
  };
}

function hold({ item, draws }: Grant, reservation: Reservation, context: RuleContext): ItemChange {
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
  return changeItem(item, movements, cause, context, (after) => [
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
  ]);
}

function failureEvents(
  { demand, reason, item }: Shortfall,
  command: Reserve,
  context: RuleContext,
): DomainEvent[] {
  if (reason === null) return [];
  const { productVariantId, quantity } = demand;
  const data = {
    productVariantId,
    // The sum of many lines may be more than an event's integer can say.
    quantityAttempted: Math.min(quantity, MAX_QUANTITY),
    reasonForFailure: reason,
    orderId: command.orderId,
    ...(command.userId === null ? {} : { userId: command.userId }),
  };
  return eventsOf(
    item ?? { productVariantId, version: 0 },
    [{ type: "InventoryReservationFailedEvent", data }],
    context,
  );
}
