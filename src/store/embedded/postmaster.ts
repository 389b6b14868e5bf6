import { link, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** What PostgreSQL writes about itself into its data directory while it runs. */
export interface Postmaster {
  pid: number;
  port: number;
  ready: boolean;
}

const file = (clusterDir: string) => join(clusterDir, "postmaster.pid");

/** The server that really runs on the directory, if one does. */
export async function findPostmaster(clusterDir: string): Promise<Postmaster | undefined> {
  const written = await readFile(file(clusterDir), "utf8").catch(() => undefined);
  if (written === undefined) return undefined;
  const postmaster = parse(written);
  return (await isPostgres(postmaster.pid, clusterDir)) ? postmaster : undefined;
}

/**
 * PostgreSQL trusts a leftover file whose process number now belongs to another program
 * of the same user, as after the restart of a container, and refuses to start.
 * Taken away by renaming, so that a server which starts meanwhile gets its file back.
 */
export async function removeLeftover(clusterDir: string): Promise<void> {
  const aside = `${file(clusterDir)}.${process.pid}`;
  const moved = await rename(file(clusterDir), aside).then(
    () => true,
    () => false,
  );
  if (!moved) return;
  const { pid } = parse(await readFile(aside, "utf8"));
  if (await isPostgres(pid, clusterDir)) await link(aside, file(clusterDir)).catch(() => undefined);
  await rm(aside);
}

/** Fast shutdown: clients are cut off, what they committed is kept. */
export async function stopPostmaster(clusterDir: string, pid: number): Promise<void> {
  for (const signal of ["SIGINT", "SIGQUIT"] as const) {
    if (!(await isPostgres(pid, clusterDir))) return;
    process.kill(pid, signal);
    const deadline = performance.now() + 10_000;
    while (performance.now() < deadline) {
      if (!(await isPostgres(pid, clusterDir))) return;
      await delay(10);
    }
  }
  throw new Error(`PostgreSQL (process ${pid}) does not stop.`);
}

function parse(written: string): Postmaster {
  const lines = written.split("\n");
  return { pid: Number(lines[0]), port: Number(lines[3]), ready: lines[7]?.trim() === "ready" };
}

async function isPostgres(pid: number, clusterDir: string): Promise<boolean> {
  if (!Number.isInteger(pid) || pid <= 1) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  if (process.platform !== "linux") return true;
  // Empty for a zombie, and another program's when the number was given away again.
  const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  return command.split("\0").includes(clusterDir);
}
