import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { Scope } from "../../src/lib/scope.js";

type Reply<T> = { readonly result: T } | { readonly error: string };

/** A child process that carries out one job after the other. */
export interface Worker<Job, Result> {
  readonly pid: number;
  run(job: Job): Promise<Result>;
}

/** Ends with the scope, and of itself when this process is gone. */
export function startWorker<Job, Result>(file: URL, scope: Scope): Worker<Job, Result> {
  const child = fork(file, { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  scope.onClose(() => stop(child));
  return { pid: child.pid ?? 0, run: (job) => ask(child, job) };
}

/** The child's side: answers each job in turn. */
export function serveJobs<Job, Result>(carryOut: (job: Job) => Promise<Result>): void {
  // Ctrl-C reaches the whole process group; the parent decides when children end.
  process.on("SIGINT", () => undefined);
  process.on("disconnect", () => process.exit());
  process.on("message", (job: Job) => {
    carryOut(job).then(
      (result) => process.send?.({ result }),
      (error: unknown) => process.send?.({ error: error instanceof Error ? error.stack : String(error) }),
    );
  });
}

async function ask<Job, Result>(child: ChildProcess, job: Job): Promise<Result> {
  const gone = new AbortController();
  try {
    child.send(job as object);
    const [reply] = (await Promise.race([
      once(child, "message", { signal: gone.signal }),
      once(child, "exit", { signal: gone.signal }).then(() => {
        throw new Error(`The worker ended: ${child.spawnargs.at(-1)}`);
      }),
    ])) as [Reply<Result>];
    if ("error" in reply) throw new Error(reply.error);
    return reply.result;
  } finally {
    gone.abort();
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
}
