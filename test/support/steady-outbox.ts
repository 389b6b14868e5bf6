import pg from "pg";

/** Events of so many a second, each with the moment of its commit, as a writer would leave them in the outbox. */
export interface SteadyWriter {
  /** By event id: when the transaction that inserted it was known to be committed, by `performance.now()`. */
  readonly committedAt: ReadonlyMap<string, number>;
  /** @returns when all is written that was due. */
  stop(): Promise<void>;
}

const EVERY_MS = 10;

const INSERT = `
  INSERT INTO outbox (event_id, event_type, event_version, aggregate_type, aggregate_id, aggregate_version,
    ordinal, occurred_at, correlation_id, data)
  SELECT gen_random_uuid(), 'StockLevelChangedEvent', '1.0', 'InventoryItem', 'item-' || n % 1000, n, 0, now(),
    'steady', json_build_object('productVariantId', 'item-' || n % 1000, 'changeType', 'RETURN',
      'previousQuantity', n, 'newQuantity', n + 1, 'previousReserved', 0, 'newReserved', 0,
      'warehouseId', '00000000-0000-4000-8000-000000000001', 'reason', null, 'reference', null)
  FROM generate_series($1::int, $2::int) n RETURNING event_id::text`;

/** Writes at a steady rate, however long a single write takes: what is late is made up for. */
export async function writeSteadily(url: string, eventsPerSecond: number): Promise<SteadyWriter> {
  const client = new pg.Client({ connectionString: url, application_name: "steady writer" });
  await client.connect();
  const committedAt = new Map<string, number>();
  const began = performance.now();
  let running = true;
  let written = 0;

  async function writeOn(): Promise<void> {
    while (running) {
      const due = Math.floor(((performance.now() - began) / 1000) * eventsPerSecond);
      if (due > written) {
        const { rows } = await client.query<{ event_id: string }>(INSERT, [written + 1, due]);
        const at = performance.now();
        for (const { event_id } of rows) committedAt.set(event_id, at);
        written = due;
      }
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
  }

  const writing = writeOn();
  return {
    committedAt,
    async stop() {
      running = false;
      await writing;
      await client.end();
    },
  };
}
