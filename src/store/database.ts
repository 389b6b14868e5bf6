import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import type { Logger } from "../lib/logger.js";
import { PrismaClient } from "./generated/client.js";
import { OneTimeoutClient } from "./one-timeout-client.js";

export interface Database {
  /** Writers: few connections, each with limits on how long it may hold or wait for locks. */
  readonly prisma: PrismaClient;
  /** Readers of anything, the feed among it. */
  readonly pool: pg.Pool;
  /** The relay's own: whatever readers ask for, events and the lease do not wait for it. */
  readonly relay: pg.Pool;
  close(): Promise<void>;
}

/** A transaction that outlives these is a defect or a dead peer; its locks must not stay. */
export const LONGEST_TRANSACTION_MS = 15_000;
/** A statement that takes longer asks too much, or its peer is gone without a word. */
const LONGEST_STATEMENT_MS = 5_000;
const WRITER_CONNECTIONS = 4;
const READER_CONNECTIONS = 10;
const RELAY_CONNECTIONS = 8;

/**
 * Every statement of ours reads and writes a few rows by key. The planner knows neither how few stand in a
 * JSON parameter nor, on a young table, that it will grow: left alone it reads whole tables
 * (4.3 ms a batch instead of 2.2 at 10,000 items) and plans anew each time.
 */
const KEYED_ACCESS = [
  "enable_seqscan=off",
  "enable_hashjoin=off",
  "enable_mergejoin=off",
  "plan_cache_mode=force_generic_plan",
  "jit=off",
]
  .map((setting) => `-c ${setting}`)
  .join(" ");

/** A connection keeps its plans; made when a table was new, they must not outlive that by much. */
const LONGEST_PLANNED_SECONDS = 120;

/** How long a batch waits for a row that another process has locked, before it goes on without. */
const LOCK_TIMEOUT_MS = 250;

export function openDatabase(url: string, logger: Logger): Database {
  const onError = (error: Error) => logger.warn({ err: error }, "a database connection was lost");
  const common = {
    connectionString: url,
    options: KEYED_ACCESS,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    maxLifetimeSeconds: LONGEST_PLANNED_SECONDS,
    statement_timeout: LONGEST_STATEMENT_MS,
    // Ours, for a network that swallows the answer; later than the database's own.
    query_timeout: LONGEST_STATEMENT_MS + 1_000,
    Client: OneTimeoutClient,
  };
  const writers = new pg.Pool({
    ...common,
    application_name: "stockfeed writer",
    max: WRITER_CONNECTIONS,
    lock_timeout: LOCK_TIMEOUT_MS,
    idle_in_transaction_session_timeout: LONGEST_TRANSACTION_MS,
  });
  const pool = new pg.Pool({
    ...common,
    application_name: "stockfeed reader",
    max: READER_CONNECTIONS,
  });
  // Opened as they are asked for: a process that does not relay has none of these.
  const relay = new pg.Pool({
    ...common,
    application_name: "stockfeed relay",
    max: RELAY_CONNECTIONS,
  });
  for (const each of [writers, pool, relay]) each.on("error", onError);
  const adapter = new PrismaPg(writers, {
    statementNameGenerator: statementNames(),
    onConnectionError: onError,
  });
  const prisma = new PrismaClient({
    adapter,
    // Later than the database's own limits, which say what it was.
    transactionOptions: { maxWait: 5_000, timeout: LONGEST_TRANSACTION_MS + 5_000 },
  });
  return {
    prisma,
    pool,
    relay,
    close: async () => {
      await prisma.$disconnect();
      await Promise.all([writers.end(), pool.end(), relay.end()]);
    },
  };
}

/** Our statements are few and fixed: a name each lets PostgreSQL parse and plan them once. */
function statementNames(): (query: { sql: string }) => string {
  const names = new Map<string, string>();
  return ({ sql }) => {
    const name = names.get(sql) ?? `stockfeed_${names.size}`;
    names.set(sql, name);
    return name;
  };
}
