import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Scope } from "../../src/lib/scope.js";
import { AMQP_URL, REDIS_URL } from "./addresses.js";
import { freePort } from "./free-port.js";

export interface ServiceSettings {
  readonly databaseUrl: string;
  readonly exchangePrefix: string;
  readonly roles: string;
  /** Where node leaves a CPU profile when the service ends. */
  readonly profileDir?: string | undefined;
  /** Loaded before it. */
  readonly preload?: URL | undefined;
  /** Settings beside those of every bench. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface Service {
  readonly origin: string;
  readonly pid: number;
  stop(): Promise<void>;
}

const MAIN = fileURLToPath(new URL("../../dist/main.js", import.meta.url));
/** As `npm start` and the container image have it. */
const NODE_FLAGS = ["--max-semi-space-size=32"];
const START_MS = 30_000;
const STOP_MS = 15_000;

/** The built service, started as an operator would, ready to answer. */
export async function startService(settings: ServiceSettings, scope: Scope): Promise<Service> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const profiling =
    settings.profileDir === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${settings.profileDir}`];
  const preloading = settings.preload === undefined ? [] : ["--import", settings.preload.href];
  const child = spawn(process.execPath, [...NODE_FLAGS, ...profiling, ...preloading, MAIN], {
    // A group of its own: Ctrl-C must not stop it before what is running against it.
    detached: true,
    stdio: ["ignore", "ignore", "inherit"],
    env: {
      PATH: process.env["PATH"],
      // Flags beside those of `npm start`, to see what they bring.
      NODE_OPTIONS: process.env["BENCH_SERVICE_NODE_OPTIONS"] ?? "",
      PORT: String(port),
      ROLES: settings.roles,
      DATABASE_URL: settings.databaseUrl,
      AMQP_URL,
      AMQP_EXCHANGE_PREFIX: settings.exchangePrefix,
      REDIS_URL,
      LOG_LEVEL: "warn",
      // What is measured is the service, not what a client is granted.
      RATE_LIMIT_POINTS_PER_SECOND: "0",
      ...settings.environment,
    },
  });
  const stop = () => stopChild(child);
  scope.onClose(stop);
  await ready(`${origin}/readyz`, child);
  return { origin, pid: child.pid ?? 0, stop };
}

async function ready(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline) {
    if (ended(child))
      throw new Error(`The service ended at its start (${child.exitCode ?? child.signalCode}).`);
    const response = await fetch(url).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`${url} did not answer 200 within ${START_MS / 1000} s.`);
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (ended(child)) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  const patience = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
  await exited;
  clearTimeout(patience);
}

function ended(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
