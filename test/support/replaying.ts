import { randomUUID } from "node:crypto";
import { expect } from "@jest/globals";
import { createAuditLog } from "../../src/audit-log.js";
import { readConfig } from "../../src/config.js";
import type { FeedEvent } from "../../src/domain/events.js";
import { createLogger } from "../../src/lib/logger.js";
import { openPipeline } from "../../src/open-pipeline.js";
import { HeldLease } from "../../src/pipeline/held-lease.js";
import { runReplays } from "../../src/pipeline/replay-runner.js";
import type { EventSink, Refused, ReplayTarget } from "../../src/ports/event-sink.js";
import type { Replay } from "../../src/ports/replays.js";
import { createReplays } from "../../src/store/feed/replays.js";
import { replayEvents } from "../../src/usecases/replay-events.js";
import type { ReplayEventsInput } from "../../src/usecases/replay-input.js";
import { REGISTRY } from "./registry.js";
import { PATIENT_LEASE_MS } from "./relay.js";
import { CALLER, openStore, type Store } from "./store.js";

const logger = createLogger("silent");

type Answer = (
  events: readonly FeedEvent[],
  to: ReplayTarget,
) => Promise<readonly Refused[]> | readonly Refused[];

/** A sink that keeps what it is sent again, unless the test answers for it. */
export function replaySink(answer: Answer = () => []) {
  const batches: { readonly events: readonly FeedEvent[]; readonly to: ReplayTarget }[] = [];
  const sink: EventSink = {
    name: "memory",
    delivery: "durable",
    publish: () => Promise.reject(new Error("nothing is published by a replay")),
    async replay(events, to) {
      batches.push({ events, to });
      return answer(events, to);
    },
    fault: () => null,
    close: async () => undefined,
  };
  return {
    ...{ sink, batches },
    positions: () => batches.flatMap(({ events }) => events.map(({ position }) => position)),
  };
}

/** The operators' side and as many relays as a test starts, over one database. */
export function openReplays(url: string, variables: Record<string, string> = {}) {
  const store: Store = openStore(url);
  const config = readConfig({ DATABASE_URL: url, ...variables });
  const deps = openPipeline({ config, audit: createAuditLog(logger, "off"), store, registry: REGISTRY });
  const log = createReplays(store.database.pool);
  const stops: (() => Promise<void>)[] = [];

  return {
    ...{ store, deps, log },

    async start(input: Partial<ReplayEventsInput> = {}): Promise<Replay> {
      const started = await replayEvents(deps, { queue: "again", ...input }, CALLER);
      expect(started).toMatchObject({ ok: true });
      return (started.ok ? started.value.replay : null) as Replay;
    },

    find: async ({ id }: Replay) => (await deps.replays.find(id)) as Replay,

    /** Takes the lease, as soon as it is free, and runs what there is. */
    async relay(sink: EventSink): Promise<{ stop(): Promise<void> }> {
      const lease = await HeldLease.take(store.log, {
        name: "relay",
        holder: randomUUID(),
        ttlMs: PATIENT_LEASE_MS,
      });
      if (!lease) throw new Error("another relay has the lease");
      const stopping = new AbortController();
      const keeping = lease.keep(stopping.signal, logger);
      const { history } = deps;
      const options = { history, replays: log, lease, logger };
      const eventsPerSecond = config.pipeline.replayEventsPerSecond;
      const running = runReplays({ ...options, sinks: [sink], eventsPerSecond }, stopping.signal);
      const stop = async () => {
        stopping.abort();
        await keeping;
        await running;
      };
      stops.push(stop);
      return { stop };
    },

    /** As if the relay that has it had not renewed it. */
    loseLease: () => store.database.pool.query("UPDATE lease SET expires_at = '-infinity'"),

    async close() {
      await Promise.all(stops.map((stop) => stop()));
      await store.close();
    },
  };
}
