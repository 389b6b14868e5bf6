import { readFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { StartError } from "../lib/start-error.js";
import { migrationNames, PRISMA_DIR, readMigrations } from "./migrations.js";

const NO_FILTERS = { externalTables: [], externalEnums: [] };

// Not the key that the engine locks by itself: this session would then wait for its own engine.
const LOCK_KEY = 5_702_887;

/**
 * Brings the database up to date, as `prisma migrate deploy` does and with its table.
 * Any number of processes may call it at once.
 * @returns the names of the migrations that this call applied
 */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const session = new pg.Client({ connectionString: databaseUrl, application_name: "stockfeed migrate" });
  session.on("error", () => undefined);
  await session.connect();
  try {
    if (await isUpToDate(session)) return [];
    await session.query("SELECT pg_advisory_lock($1)", [LOCK_KEY]);
    // Another process may have applied them while this one waited.
    if (await isUpToDate(session)) return [];
    return await applyMigrations(databaseUrl);
  } finally {
    await session.end();
  }
}

/**
 * What `prisma/schema.prisma` says that the migrations do not: "" when they agree.
 * The engine makes a shadow database beside the one named, and drops it.
 */
export async function schemaDifference(databaseUrl: string): Promise<string> {
  const { withSchemaEngine } = await import("./schema-engine.js");
  const schema = await readFile(join(PRISMA_DIR, "schema.prisma"), "utf8");
  const migrations = await readMigrations();
  const { exitCode, stdout } = await withSchemaEngine(databaseUrl, PRISMA_DIR, (engine) =>
    engine.diff({
      from: { tag: "migrations", ...migrations },
      to: { tag: "schemaDatamodel", files: [{ path: "schema.prisma", content: schema }] },
      script: true,
      shadowDatabaseUrl: null,
      exitCode: true,
      filters: NO_FILTERS,
    }),
  );
  return exitCode === 0 ? "" : (stdout ?? "");
}

/** What `migrate` would apply, a migration among it that failed; nothing is changed. */
export async function pendingMigrations(databaseUrl: string): Promise<string[]> {
  const session = new pg.Client({ connectionString: databaseUrl, application_name: "stockfeed migrate" });
  session.on("error", () => undefined);
  await session.connect();
  try {
    return await pending(session);
  } finally {
    await session.end();
  }
}

/** Spares nearly every start the loading of the engine. */
async function isUpToDate(session: pg.Client): Promise<boolean> {
  return (await pending(session)).length === 0;
}

async function pending(session: pg.Client): Promise<string[]> {
  const names = await migrationNames();
  const { rows: tables } = await session.query<{ found: boolean }>(
    "SELECT to_regclass('_prisma_migrations') IS NOT NULL AS found",
  );
  if (tables[0]?.found !== true) return names;
  const { rows } = await session.query<{ name: string; finished: boolean }>(
    "SELECT migration_name AS name, finished_at IS NOT NULL AS finished FROM _prisma_migrations WHERE rolled_back_at IS NULL",
  );
  const finished = new Set(rows.filter((row) => row.finished).map((row) => row.name));
  // Not of this version, perhaps.
  const failed = rows.filter((row) => !row.finished).map((row) => row.name);
  return [...new Set([...failed, ...names.filter((name) => !finished.has(name))])].sort();
}

async function applyMigrations(databaseUrl: string): Promise<string[]> {
  const { withSchemaEngine } = await import("./schema-engine.js");
  const migrationsList = await readMigrations();
  try {
    const { appliedMigrationNames } = await withSchemaEngine(databaseUrl, PRISMA_DIR, (engine) =>
      engine.applyMigrations({ migrationsList, filters: NO_FILTERS }),
    );
    return appliedMigrationNames;
  } catch (cause) {
    throw new StartError(`The database could not be migrated: ${reason(cause)}`, { cause });
  }
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
