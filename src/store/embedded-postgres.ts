import { createHash } from "node:crypto";
import { mkdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { StartError } from "../lib/start-error.js";
import { canReach, serverAccount } from "./embedded/account.js";
import { findBinaries, SHARED_DIR } from "./embedded/binaries.js";
import { initialise, start, USER, type Cluster } from "./embedded/cluster.js";
import { passwordOf, readPassword } from "./embedded/password.js";
import { findPostmaster, removeLeftover, stopPostmaster, type Postmaster } from "./embedded/postmaster.js";

export interface EmbeddedPostgres {
  url: string;
  /** Where the rows are: below the data directory, unless its server could not get there. */
  location: string;
  close(): Promise<void>;
}

const DATABASE = "stockfeed";
const IN_USE_LOCK = 5_702_889;
const LONGEST_OPENING_MS = 30_000;
/** The lock of a killed process goes when its server notices: soon, but not at once. */
const LONGEST_UNLOCKING_MS = 2_000;

/**
 * A real PostgreSQL, kept in the data directory and made there at the first call. One
 * process at a time has it; a server that a killed process left running is taken over.
 */
export async function openEmbeddedPostgres(dataDir: string): Promise<EmbeddedPostgres> {
  const home = resolve(dataDir);
  await orBlame(home, mkdir(home, { recursive: true }));
  const cluster = await describeCluster(home);
  await initialise(cluster);
  const { server, lock } = await takeServer(home, cluster);
  let closing: Promise<void> | undefined;
  const stop = async () => {
    await lock.end().catch(() => undefined);
    await stopPostmaster(cluster.dir, server.pid);
  };
  return {
    url: urlOf(server.port, cluster.password, DATABASE),
    location: cluster.dir,
    close: () => (closing ??= stop()),
  };
}

/** For the commands beside a running service: its database's address, if it does run. */
export async function runningEmbeddedPostgres(dataDir: string): Promise<string | undefined> {
  const home = resolve(dataDir);
  const password = await orBlame(home, readPassword(home));
  if (password === undefined) return undefined;
  const inside = join(home, "postgres");
  const server = (await findPostmaster(inside)) ?? (await findPostmaster(outside(password)));
  if (server?.ready !== true) return undefined;
  const url = urlOf(server.port, password, DATABASE);
  const client = await connect(url);
  await client?.end();
  return client === undefined ? undefined : url;
}

async function describeCluster(home: string): Promise<Cluster> {
  const inside = join(home, "postgres");
  const account = await serverAccount(inside);
  const made = await stat(inside).catch(() => undefined);
  const password = await orBlame(home, made === undefined ? passwordOf(home) : readPassword(home));
  if (password === undefined) {
    throw new StartError(
      `DATA_DIR ${home} has a database but no postgres.password: put it back, or delete both.`,
    );
  }
  const dir = made !== undefined || (await canReach(account, home)) ? inside : outside(password);
  await orBlame(home, mkdir(join(dir, ".."), { recursive: true, mode: 0o755 }));
  const logFile = join(home, "postgres.log");
  return { dir, logFile, password, account, binaries: await findBinaries(account) };
}

/** What the file system refuses is for the operator to mend: another folder, or other rights. */
async function orBlame<T>(home: string, step: Promise<T>): Promise<T> {
  try {
    return await step;
  } catch (cause) {
    const { message } = cause as Error;
    throw new StartError(`DATA_DIR ${home} cannot hold the embedded database: ${message}`, { cause });
  }
}

/** By the password, so that it is found when the data directory moves, and not when it is made anew. */
function outside(password: string): string {
  return join(SHARED_DIR, createHash("sha256").update(password).digest("hex").slice(0, 16), "postgres");
}

async function takeServer(home: string, cluster: Cluster) {
  const began = performance.now();
  for (;;) {
    const server = await findPostmaster(cluster.dir);
    if (server === undefined) {
      await removeLeftover(cluster.dir);
      await startUnlessRivalled(cluster);
      continue;
    }
    const lock = server.ready ? await connect(urlOf(server.port, cluster.password, "postgres")) : undefined;
    if (lock !== undefined) {
      if (await tryLock(lock)) return { server, lock: await withDatabase(lock) };
      await lock.end();
      if (performance.now() - began > LONGEST_UNLOCKING_MS) throw new StartError(inUse(home, server));
    }
    // It starts or stops: under another process, or after its process was killed.
    if (performance.now() - began > LONGEST_OPENING_MS) throw new StartError(inUse(home, server));
    await delay(25);
  }
}

/** Two processes that start at once: PostgreSQL lets one server in, and the loser looks again. */
async function startUnlessRivalled(cluster: Cluster): Promise<void> {
  try {
    await start(cluster);
  } catch (error) {
    if ((await findPostmaster(cluster.dir)) === undefined) throw error;
  }
}

async function connect(url: string): Promise<pg.Client | undefined> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return client;
  } catch {
    return undefined;
  }
}

async function tryLock(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ got: boolean }>("SELECT pg_try_advisory_lock($1) AS got", [
    IN_USE_LOCK,
  ]);
  return rows[0]?.got === true;
}

async function withDatabase(client: pg.Client): Promise<pg.Client> {
  const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [DATABASE]);
  if (rowCount === 0) await client.query(`CREATE DATABASE "${DATABASE}"`);
  return client;
}

function urlOf(port: number, password: string, database: string): string {
  return `postgresql://${USER}:${password}@127.0.0.1:${port}/${database}`;
}

function inUse(home: string, server: Postmaster): string {
  return (
    `DATA_DIR ${home} is in use by another process (its PostgreSQL is process ${server.pid}): ` +
    `stop that one, or start this one with another DATA_DIR.`
  );
}
