import { spawn } from "node:child_process";
import { once } from "node:events";
import { endWithUs } from "./end-with-us.js";
import { eventually } from "./eventually.js";
import { freePort } from "./cluster.js";

/** One of examples/, as its README starts it. */
export interface Example {
  readonly url: string;
  /** What it has printed. */
  said(): string;
  get<T>(path: string): Promise<T>;
  /** The status, and what was answered. */
  post(path: string, body?: object): Promise<[status: number, body: Record<string, unknown>]>;
  /** SIGKILL, and gone. */
  kill(): Promise<void>;
  /** SIGTERM, and gone; fails unless it exits with 0. */
  stop(): Promise<void>;
}

export async function startExample(name: string, environment: Record<string, string>): Promise<Example> {
  const port = String(await freePort());
  const child = spawn(
    process.execPath,
    ["--import", "@swc-node/register/esm-register", `examples/${name}/main.ts`],
    {
      env: { PATH: process.env["PATH"], PORT: port, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  endWithUs(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (bytes: Buffer) => (output += String(bytes)));
  }
  const exited = once(child, "exit");
  await eventually(
    () => {
      if (child.exitCode === null && !output.includes(port)) throw new Error(`${name} is not up: ${output}`);
    },
    { timeoutMs: 60_000 },
  );
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    said: () => output,
    get: async <T>(path: string) => (await (await fetch(url + path)).json()) as T,
    async post(path, body = {}) {
      const headers = { "content-type": "application/json" };
      const response = await fetch(url + path, { method: "POST", headers, body: JSON.stringify(body) });
      return [response.status, (await response.json()) as Record<string, unknown>];
    },
    async kill() {
      child.kill("SIGKILL");
      await exited;
    },
    async stop() {
      if (child.exitCode === null) child.kill("SIGTERM");
      await exited;
      if (child.exitCode !== 0) throw new Error(`${name} exited with ${child.exitCode}:\n${output}`);
    },
  };
}
