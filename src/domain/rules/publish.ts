import type { Answers, NewEvent, Publish, RuleContext } from "../commands.js";
import { accept, type Decision, type StockView } from "../decision.js";
import type { DomainEvent } from "../events.js";

/** Changes nothing: the events of others, as if a change of the item or the warehouse had caused them. */
export function publish(
  view: StockView,
  command: Publish,
  context: RuleContext,
): Decision<Answers["publish"]> {
  const ordinals = new Map<string, number>();
  const events = command.events.map((event) => {
    const key = `${event.aggregateType}/${event.aggregateId}`;
    const ordinal = ordinals.get(key) ?? 0;
    ordinals.set(key, ordinal + 1);
    return toEvent(view, event, ordinal, context);
  });
  return accept({ eventIds: events.map(({ eventId }) => eventId) }, { events });
}

function toEvent(view: StockView, event: NewEvent, ordinal: number, context: RuleContext): DomainEvent {
  const { type, data, aggregateType, aggregateId, causationId, userId } = event;
  return {
    ...{ type, data, aggregateType, aggregateId, ordinal },
    eventId: event.eventId ?? context.newId(),
    aggregateVersion: event.aggregateVersion ?? versionNow(view, event),
    occurredAt: context.now,
    correlationId: event.correlationId ?? context.correlationId,
    causationId: causationId === undefined ? context.causationId : causationId,
    userId: userId === undefined ? context.userId : userId,
    traceParent: context.traceParent,
  } as DomainEvent;
}

function versionNow(view: StockView, { aggregateType, aggregateId }: NewEvent): number {
  switch (aggregateType) {
    case "InventoryItem":
      return (view.item(aggregateId) ?? view.deletedItem(aggregateId))?.version ?? 0;
    case "Warehouse":
      return view.warehouse(aggregateId)?.version ?? 0;
    case "Allocation":
      return 0;
    default:
      return aggregateType satisfies never;
  }
}
