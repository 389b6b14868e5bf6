import { readFile } from "node:fs/promises";
import type { Client } from "pg";

/** CPU time used so far, in microseconds, by process id. */
type Usage = ReadonlyMap<number, number>;

export interface CpuUsed {
  /** Of the server's process and of its database sessions. */
  readonly server: number;
  readonly database: number;
}

/** Linux counts in hundredths of a second. */
const TICK_MICROS = 10_000;

/**
 * What a round costs, which other work on the machine hardly changes, as it does every
 * rate. Undefined where there is no /proc to read, or the database is on another machine.
 */
export async function measureCpu<T>(
  { pid, client }: { pid: number; client: Client },
  round: () => Promise<T>,
): Promise<{ result: T; cpu: CpuUsed | undefined }> {
  const before = await usage(pid, client);
  const result = await round();
  const after = await usage(pid, client);
  if (!before || !after) return { result, cpu: undefined };
  const used = (id: number) => (after.get(id) ?? 0) - (before.get(id) ?? 0);
  const sessions = [...after.keys()].filter((id) => id !== pid);
  return { result, cpu: { server: used(pid), database: sessions.reduce((sum, id) => sum + used(id), 0) } };
}

async function usage(pid: number, client: Client): Promise<Usage | undefined> {
  const { rows } = await client.query<{ pid: number }>(
    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
  );
  const ids = [pid, ...rows.map((row) => row.pid)];
  try {
    return new Map(await Promise.all(ids.map(async (id) => [id, await microsOf(id)] as const)));
  } catch {
    return undefined;
  }
}

async function microsOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  // The command's name, in brackets, may hold spaces; user and system time are the 14th and 15th.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * TICK_MICROS;
}
