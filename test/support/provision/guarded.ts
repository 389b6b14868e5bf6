import { spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { eventually } from "../eventually.js";
import type { OwnServer } from "./service.js";

const GUARD = fileURLToPath(new URL("./guard.mjs", import.meta.url));

export interface Program {
  command: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  /** The server's own directory, removed with it. */
  scratch: string;
  stopSignal: "SIGINT" | "SIGTERM";
  uid?: number;
  gid?: number;
}

/** Starts a server that cannot outlive this process, and waits until `probe` is content. */
export async function startGuarded(
  program: Program,
  url: string,
  probe: (url: string) => Promise<void>,
): Promise<OwnServer> {
  const logFile = join(tmpdir(), `${program.scratch.split("/").at(-1)}.log`);
  const log = openSync(logFile, "a");
  // Not among the arguments: everybody on the machine may read those.
  const { env, ...told } = program;
  const guard = spawn(process.execPath, [GUARD, JSON.stringify({ ...told, logFile, cwd: program.scratch })], {
    env,
    stdio: ["pipe", log, log, "ipc"],
    detached: true,
  });
  const ended = new Promise<void>((resolve) => guard.once("exit", () => resolve()));
  const close = async () => {
    guard.stdin?.end();
    await ended;
    rmSync(logFile, { force: true });
  };
  const answers = async () => {
    await eventually(
      async () => {
        if (guard.exitCode === null) await probe(url);
      },
      { timeoutMs: 90_000 },
    );
    if (guard.exitCode !== null) throw new Error("it ended at once");
  };
  try {
    await answers();
  } catch (cause) {
    const said = readFileSync(logFile, "utf8").trimEnd().split("\n").slice(-5).join("\n");
    await close();
    throw new Error(`${program.command} does not start: ${said}`, { cause });
  }
  return {
    ...{ url, from: `own ${program.command}`, close },
    async fell(signal) {
      const fallen = once(guard, "message");
      guard.send(signal);
      await fallen;
    },
    async raise() {
      guard.send("raise");
      await answers();
    },
  };
}

/** A directory of the server's own; others may pass through it, as PostgreSQL's user must. */
export function scratchDirectory(name: string): string {
  return mkdtempSync(join(tmpdir(), `stockfeed-${name}-`));
}

export function findProgram(name: string, ...furtherDirs: string[]): string | undefined {
  const dirs = [
    ...furtherDirs,
    ...(process.env["PATH"] ?? "").split(delimiter),
    "/usr/sbin",
    "/usr/local/sbin",
  ];
  return dirs.map((dir) => join(dir, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
