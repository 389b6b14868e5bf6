import { execFile, spawn } from "node:child_process";
import { chown, mkdir, open, readFile, rename, rm, stat, truncate, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { StartError } from "../../lib/start-error.js";
import type { Account } from "./account.js";
import type { Binaries } from "./binaries.js";
import { findPostmaster } from "./postmaster.js";

export interface Cluster {
  /** PostgreSQL's own data directory. */
  dir: string;
  logFile: string;
  password: string;
  account: Account;
  binaries: Binaries;
}

export const USER = "stockfeed";
const LONGEST_START_MS = 30_000;
const LARGEST_LOG_BYTES = 10_000_000;

/** Makes the cluster when there is none: aside and then renamed, so that a half-made one is never met. */
export async function initialise({ dir, password, account, binaries }: Cluster): Promise<void> {
  if (await exists(join(dir, "PG_VERSION"))) return;
  const draft = `${dir}.new-${process.pid}`;
  const passwordFile = `${draft}.password`;
  try {
    // In a restarted container a killed process may have had our number.
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft, { mode: 0o700 });
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (account !== undefined) {
      await Promise.all([draft, passwordFile].map((path) => chown(path, account.uid, account.gid)));
    }
    const flags = [`--pgdata=${draft}`, `--username=${USER}`, `--pwfile=${passwordFile}`];
    // The builtin locale is the same whatever the machine has installed.
    const locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
    await promisify(execFile)(binaries.initdb, [...flags, ...locale, "--auth=scram-sha-256"], {
      ...account,
      cwd: dirname(dir),
      env: environment(),
    });
    await rename(draft, dir).catch(async (error: unknown) => {
      // Another process was faster: its cluster is as good, made with the same password.
      if (!(await exists(join(dir, "PG_VERSION")))) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
    await rm(passwordFile, { force: true });
  }
}

/** Starts the server in a process group of its own: Ctrl-C is for us, who stop it last. */
export async function start(cluster: Cluster): Promise<void> {
  const { dir, logFile, account, binaries } = cluster;
  const port = String(await freePort());
  const written = await stat(logFile).catch(() => undefined);
  if ((written?.size ?? 0) > LARGEST_LOG_BYTES) await truncate(logFile);
  const log = await open(logFile, "a", 0o600);
  const settings = [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "timezone=UTC",
    "log_timezone=UTC",
  ];
  const child = spawn(
    binaries.postgres,
    ["-D", dir, "-p", port, ...settings.flatMap((each) => ["-c", each])],
    {
      ...account,
      cwd: dirname(dir),
      env: environment(),
      detached: true,
      stdio: ["ignore", log.fd, log.fd],
    },
  );
  let failure: string | undefined;
  child.once("error", (error) => (failure = error.message));
  child.once("exit", (code, signal) => (failure = `it ended with ${signal ?? code}`));
  child.unref();
  await log.close();
  const deadline = performance.now() + LONGEST_START_MS;
  for (;;) {
    const found = await findPostmaster(dir);
    if (found?.pid === child.pid && found?.ready) return;
    if (performance.now() > deadline) failure ??= "it took too long";
    if (failure !== undefined) throw new StartError(await explain(failure, logFile));
    await delay(5);
  }
}

async function explain(failure: string, logFile: string): Promise<string> {
  const lines = (await readFile(logFile, "utf8").catch(() => "")).trimEnd().split("\n");
  return `The embedded PostgreSQL did not start: ${failure}. The end of ${logFile}:\n${lines.slice(-5).join("\n")}`;
}

/** Ours without the PG* variables, which would reconfigure the server. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG)/.test(name));
  return { ...Object.fromEntries(kept), LC_ALL: "C" };
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
