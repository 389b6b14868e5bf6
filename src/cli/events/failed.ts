import type { FailedEvent, FailedEvents } from "../../ports/failed-events.js";
import { resolveFailedEvent } from "../../usecases/resolve-failed-event.js";
import { retryFailedEvent } from "../../usecases/retry-failed-event.js";
import { print, visible } from "../print.js";
import { caller } from "./caller.js";
import type { OpenedEvents, OpenEvents } from "./open-events.js";

export interface FailedOptions {
  /** null: of every sink. */
  readonly sink: string | null;
  readonly settle: { readonly how: "retry" | "resolve"; readonly ids: readonly string[] } | null;
  readonly note: string | null;
  readonly json: boolean;
}

const PAGE = 100;
const VERBS = { retry: retryFailedEvent, resolve: resolveFailedEvent };
const DONE = { retry: "RETRYING", resolve: "RESOLVED" } as const;

/** `events failed`. @returns the exit code: 0 done, 1 some could not be settled. */
export async function runFailed(options: FailedOptions, open: OpenEvents): Promise<number> {
  const { settle, note } = options;
  if (settle?.how === "resolve" && note === null) {
    throw new Error("--resolve gives an event up for good: say why with --note.");
  }
  if (settle === null && note !== null) throw new Error("--note goes with --retry or --resolve.");
  const opened = await open();
  try {
    if (settle) return await settleAll(opened, settle, options);
    for await (const failed of everyOne(opened.pipeline.failedEvents, options.sink)) {
      await print(options.json ? JSON.stringify(objectOf(failed)) : lineOf(failed));
    }
    return 0;
  } finally {
    await opened.close();
  }
}

async function settleAll(
  { pipeline }: OpenedEvents,
  { how, ids }: NonNullable<FailedOptions["settle"]>,
  { sink, note, json }: FailedOptions,
): Promise<number> {
  let refused = false;
  const say = async (
    eventId: string,
    at: string | null,
    refusal: { code: string; message: string } | null,
  ) => {
    refused ||= refusal !== null;
    const object = {
      eventId,
      sink: at,
      outcome: refusal?.code ?? DONE[how],
      message: refusal?.message ?? null,
    };
    const outcome = refusal ? `${refusal.code} ${refusal.message}` : DONE[how];
    const line = [eventId, at ?? "-", outcome].map(visible).join("  ");
    await print(json ? JSON.stringify(object) : line);
  };
  for (const eventId of new Set(ids)) {
    const sinks = sink === null ? await pipeline.failedEvents.parkedAt(eventId) : [sink];
    if (sinks.length === 0) await say(eventId, null, { code: "NOT_FOUND", message: "It is parked nowhere." });
    for (const at of sinks) {
      const result = await VERBS[how](pipeline, { sink: at, eventId, note }, caller());
      await say(eventId, at, result.ok ? null : (result.refusals[0] ?? null));
    }
  }
  return refused ? 1 : 0;
}

async function* everyOne(failedEvents: FailedEvents, sink: string | null): AsyncGenerator<FailedEvent> {
  for (let after = null as Parameters<FailedEvents["page"]>[1]["after"]; ;) {
    const { nodes, hasNextPage } = await failedEvents.page(sink, { first: PAGE, after });
    yield* nodes;
    const last = nodes.at(-1);
    if (!hasNextPage || !last) return;
    after = { parkedAt: last.parkedAt, position: last.event.position, sink: last.sink };
  }
}

function objectOf({ sink, event, attempts, lastError, parkedAt, heldBehind }: FailedEvent) {
  return {
    ...{ sink, eventId: event.eventId, eventType: event.type, aggregateId: event.aggregateId },
    ...{
      position: event.position,
      attempts,
      lastError,
      parkedAt: new Date(parkedAt).toISOString(),
      heldBehind,
    },
  };
}

function lineOf(failed: FailedEvent): string {
  const { sink, eventId, eventType, aggregateId, attempts, lastError, parkedAt, heldBehind } =
    objectOf(failed);
  const counts = `${attempts} attempts, ${heldBehind} held behind`;
  return [eventId, sink, parkedAt, eventType, aggregateId, counts, lastError].map(visible).join("  ");
}
