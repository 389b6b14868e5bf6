import { randomUUID } from "node:crypto";
import type { Result } from "./domain/decision.js";
import type { Parts } from "./open-roles.js";
import { openPipeline } from "./open-pipeline.js";
import { EventHandlers } from "./pipeline/event-handlers.js";
import { PublisherRefusal, type InventoryEventPublisher } from "./ports/event-publisher.js";
import { createEventHistory } from "./store/feed/event-history.js";
import { publishEvents } from "./usecases/publish-events.js";
import { replayEvents } from "./usecases/replay-events.js";
import { retryFailedEvent } from "./usecases/retry-failed-event.js";
import type { Caller, UseCaseDeps } from "./usecases/use-case.js";

const SUBJECT = "embedder";
const PAGE = 50;

/** The publisher of the event publisher document, on the use cases that GraphQL has, too. */
export async function openPublisher(
  parts: Pick<
    Parts,
    "config" | "logger" | "audit" | "scope" | "store" | "messaging" | "metrics" | "registry"
  >,
  { unitOfWork }: Pick<UseCaseDeps, "unitOfWork">,
): Promise<InventoryEventPublisher> {
  const pipeline = openPipeline(parts);
  const handlers = await openHandlers(parts);
  const publish: InventoryEventPublisher["publishEvents"] = async (events) =>
    valueOf(await publishEvents({ unitOfWork }, { events }, caller())).eventIds;
  return {
    publishEvent: async (event) => (await publish([event]))[0] as string,
    publishEvents: publish,
    registerEventHandler: (type, handler) => handlers.add(type, handler),
    replayEvents: async (options) => valueOf(await replayEvents(pipeline, options, caller())),
    getPublisherStatus: () => pipeline.desk.status(),
    async getFailedEvents({ sink, first = PAGE, after } = {}) {
      const page = await pipeline.failedEvents.page(sink ?? null, { first, after: after ?? null });
      return page.nodes;
    },
    async retryFailedEvent(eventId) {
      const parked = await pipeline.failedEvents.parkedAt(eventId);
      const who = caller();
      const retried = await Promise.all(
        parked.map(async (sink) => (await retryFailedEvent(pipeline, { sink, eventId }, who)).ok && sink),
      );
      const sinks = retried.filter((sink) => sink !== false);
      if (sinks.length > 0) return { eventId, sinks };
      const message = `The event ${eventId} is parked nowhere.`;
      throw new PublisherRefusal([{ code: "NOT_FOUND", field: ["eventId"], message }]);
    },
  };
}

/** Woken by the live feed, and by the clock when that is away. */
async function openHandlers({
  config,
  logger,
  scope,
  store,
  messaging,
  metrics,
  registry,
}: Parameters<typeof openPublisher>[0]): Promise<EventHandlers> {
  const { pollIntervalMs } = config.pipeline.relay;
  const observer = metrics.handlers;
  const { retry } = config.pipeline;
  const history = createEventHistory(store.database.pool, registry);
  const handlers = new EventHandlers({ history, retry, pollIntervalMs, observer, logger });
  const unsubscribe = await messaging.liveFeed.subscribe(store.feedId, () => handlers.wake());
  scope.onClose(async () => {
    await unsubscribe();
    await handlers.close();
  });
  return handlers;
}

function caller(): Caller {
  return {
    ...{ subject: SUBJECT, correlationId: randomUUID(), causationId: null, userId: null, traceParent: null },
    ...{ warehouses: null, mayAdjust: true, right: "embedder", address: null, deadline: null },
  };
}

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new PublisherRefusal(result.refusals);
  return result.value;
}
