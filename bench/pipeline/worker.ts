import { randomUUID } from "node:crypto";
import { connect } from "amqplib";
import { Redis } from "ioredis";
import { Pool } from "pg";
import { createScope, type Scope } from "../../src/lib/scope.js";
import { percentile } from "../report/stats.js";
import { AMQP_URL, REDIS_URL } from "../stage/addresses.js";
import { randomVariant } from "../stage/variants.js";
import { serveJobs } from "../stage/worker.js";
import type { PipelineJob, PipelineResult } from "./pipeline.js";

const WARM_UP_SECONDS = 3;
const DRAIN_MS = 20_000;
const CONNECTIONS = 8;

/** As reserves cause them: one of the item, one of the order. */
const INSERT = `
  INSERT INTO outbox (event_id, event_type, event_version, aggregate_type, aggregate_id, aggregate_version, ordinal,
    occurred_at, correlation_id, data)
  SELECT id::uuid, CASE n % 2 WHEN 1 THEN 'InventoryReservedEvent' ELSE 'AllocationCreatedEvent' END, '1.0',
    CASE n % 2 WHEN 1 THEN 'InventoryItem' ELSE 'Allocation' END, $2, 1, 0, clock_timestamp(), 'bench',
    CASE n % 2 WHEN 1 THEN json_build_object('productVariantId', $2::text, 'quantityReserved', 1,
      'availableQuantityAfterReservation', 1000, 'orderId', id, 'reservationId', id, 'currentQuantity', 1000,
      'warehouses', json_build_array(json_build_object('warehouseId', '00000000-0000-4000-8000-000000000001', 'quantity', 1)))
    ELSE json_build_object('orderId', id, 'reservationIds', json_build_array(id), 'lines',
      json_build_array(json_build_object('productVariantId', $2::text, 'warehouseId', '00000000-0000-4000-8000-000000000001',
        'quantity', 1, 'fulfilledQuantity', 0, 'releasedQuantity', 0)), 'expiresAt', NULL) END
  FROM unnest($1::text[]) WITH ORDINALITY AS x(id, n)`;

/** Writer and consumer in one process, so that they share one clock. */
async function measure(job: PipelineJob): Promise<PipelineResult> {
  const scope = createScope();
  try {
    const committed = new Map<string, number>();
    const received = new Map<string, { at: number; sinceEvent: number }>();
    await consume(job, scope, (eventId, sinceEvent) =>
      received.set(eventId, { at: performance.now(), sinceEvent }),
    );
    const write = openWriter(job, scope, (ids) => ids.forEach((id) => committed.set(id, performance.now())));
    await write(WARM_UP_SECONDS);
    await settled(() => received.size >= committed.size);
    committed.clear();
    received.clear();
    const begun = performance.now();
    const sent = await write(job.seconds);
    const elapsed = (performance.now() - begun) / 1000;
    await settled(() => received.size >= sent && committed.size >= sent);
    const ascending = (values: number[]) => values.sort((a, b) => a - b);
    const sinceCommit = ascending(
      [...received]
        .map(([id, { at }]) => at - (committed.get(id) ?? Number.NaN))
        .filter((ms) => !Number.isNaN(ms)),
    );
    const sinceEvent = ascending([...received.values()].map((arrival) => arrival.sinceEvent));
    return {
      sent,
      received: received.size,
      perSecond: sent / elapsed,
      sinceCommitP50: percentile(sinceCommit, 50),
      sinceCommitP99: percentile(sinceCommit, 99),
      sinceEventP50: percentile(sinceEvent, 50),
      sinceEventP99: percentile(sinceEvent, 99),
    };
  } finally {
    await scope.close();
  }
}

async function settled(done: () => boolean): Promise<void> {
  const deadline = performance.now() + DRAIN_MS;
  while (!done() && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
}

async function consume(
  { queue }: PipelineJob,
  scope: Scope,
  onEvent: (eventId: string, sinceEvent: number) => void,
): Promise<void> {
  const connection = await connect(AMQP_URL);
  scope.onClose(() => connection.close());
  const channel = await connection.createChannel();
  await channel.consume(
    queue,
    (message) => {
      if (!message) return;
      // The envelope's time, without parsing the rest.
      const text = message.content.toString();
      const at = text.indexOf('"timestamp":"') + 13;
      onEvent(message.properties.messageId as string, Date.now() - Date.parse(text.slice(at, at + 24)));
    },
    { noAck: true },
  );
}

/** Open loop: writes on time whether or not earlier transactions are committed. */
function openWriter(job: PipelineJob, scope: Scope, onCommit: (ids: readonly string[]) => void) {
  const { databaseUrl, wakeChannel, eventsPerSecond, perTransaction } = job;
  const pool = new Pool({ connectionString: databaseUrl, max: CONNECTIONS });
  scope.onClose(() => pool.end());
  const redis = new Redis(REDIS_URL);
  scope.onClose(() => redis.disconnect());

  async function commit(): Promise<void> {
    const ids = Array.from({ length: perTransaction }, () => randomUUID());
    await pool.query({ name: "cause", text: INSERT, values: [ids, randomVariant()] });
    onCommit(ids);
    await redis.publish(wakeChannel, "");
  }

  return async (seconds: number): Promise<number> => {
    const total = Math.round((eventsPerSecond * seconds) / perTransaction);
    const commits: Promise<void>[] = [];
    const begun = performance.now();
    while (commits.length < total) {
      const due = Math.floor(((performance.now() - begun) / 1000) * (eventsPerSecond / perTransaction));
      while (commits.length < Math.min(total, due)) commits.push(commit());
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await Promise.all(commits);
    return total * perTransaction;
  };
}

serveJobs(measure);
