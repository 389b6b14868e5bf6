import { DAY_MS, KEEP_DAYS, StoreUnavailable, type IdempotencyStore } from "./idempotency-store.js";

/** What is used of a connection of the package `pg`. */
export interface PostgresClient {
  query(text: string, values?: unknown[]): Promise<{ readonly rows: unknown[]; readonly command: string }>;
  on(event: "error", listener: (error: Error) => void): unknown;
  off(event: "error", listener: (error: Error) => void): unknown;
  release(error?: Error | boolean): void;
}

export interface PostgresStoreOptions<Client extends PostgresClient> {
  /** A `Pool` of the package `pg`, with as many connections as the consumer has prefetch, or fewer handlers run at once. */
  readonly pool: { connect(): Promise<Client> };
  /** Several consumers may share the tables. */
  readonly consumer: string;
  readonly keepDays?: number;
}

const TABLES = [
  // Processes that start at once would else both create them.
  "SELECT pg_advisory_xact_lock(hashtext('stockfeed_consumer'))",
  `CREATE TABLE IF NOT EXISTS stockfeed_handled (
     consumer text NOT NULL, event_id text NOT NULL, handled_at timestamptz NOT NULL DEFAULT now(),
     PRIMARY KEY (consumer, event_id))`,
  "CREATE INDEX IF NOT EXISTS stockfeed_handled_by_age ON stockfeed_handled (consumer, handled_at)",
  "CREATE TABLE IF NOT EXISTS stockfeed_position (consumer text PRIMARY KEY, position bigint NOT NULL)",
];
/** Waits for another transaction that has the same event under way. */
const CLAIM =
  "INSERT INTO stockfeed_handled (consumer, event_id) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING 1";
const SAVE = `INSERT INTO stockfeed_position (consumer, position) VALUES ($1, $2)
  ON CONFLICT (consumer) DO UPDATE SET position = excluded.position`;
const LOAD = "SELECT position::text FROM stockfeed_position WHERE consumer = $1";
const PRUNE =
  "DELETE FROM stockfeed_handled WHERE consumer = $1 AND handled_at < now() - $2 * interval '1 millisecond'";

/** Handled exactly once: what a handler writes by its `transaction` is committed together with the event's id. */
export function createPostgresStore<Client extends PostgresClient = PostgresClient>(
  options: PostgresStoreOptions<Client>,
): IdempotencyStore<Client> {
  const { pool, consumer, keepDays = KEEP_DAYS } = options;

  async function connected<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const client = await pool.connect().catch(unavailable);
    let broken: Error | undefined;
    // Nobody else listens while it is lent out, and an error that nobody hears ends the process.
    const onLost = (lost: Error): void => void (broken = lost);
    client.on("error", onLost);
    try {
      return await work(client);
    } catch (error) {
      await client.query("ROLLBACK").catch(onLost);
      // The connection went under the work: that is why it failed.
      if (broken) throw new StoreUnavailable(`PostgreSQL was lost: ${broken.message}`, { cause: error });
      throw error;
    } finally {
      client.off("error", onLost);
      client.release(broken);
    }
  }

  const inTransaction = <T>(work: (client: Client) => Promise<T>): Promise<T> =>
    connected(async (client) => {
      await client.query("BEGIN").catch(unavailable);
      const result = await work(client);
      const { command } = await client.query("COMMIT");
      // PostgreSQL says so when a statement had failed, and somebody went on all the same.
      if (command === "ROLLBACK")
        throw new Error("The handler went on after a statement that failed: nothing is stored");
      return result;
    });

  return {
    prepare: () =>
      inTransaction(async (client) => {
        for (const statement of TABLES) await client.query(statement);
      }),
    once: (eventId, work) =>
      inTransaction(async (client) => {
        const { rows } = await client.query(CLAIM, [consumer, eventId]).catch(unavailable);
        if (rows.length === 0) return "duplicate";
        await work(client);
        return "handled";
      }),
    loadPosition: () =>
      connected(async (client) => {
        const { rows } = await client.query(LOAD, [consumer]);
        const [row] = rows as { position: string }[];
        return row ? Number(row.position) : null;
      }),
    savePosition: (position) =>
      connected(async (client) => void (await client.query(SAVE, [consumer, position]))),
    prune: () => connected(async (client) => void (await client.query(PRUNE, [consumer, keepDays * DAY_MS]))),
  };
}

function unavailable(cause: unknown): never {
  const message = `PostgreSQL is out of reach: ${cause instanceof Error ? cause.message : String(cause)}`;
  throw new StoreUnavailable(message, { cause });
}
