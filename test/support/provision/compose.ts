import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { eventually } from "../eventually.js";
import type { Service, Started } from "./service.js";

const run = promisify(execFile);
const FILE = fileURLToPath(new URL("./compose.yml", import.meta.url));

/** Whether an engine answers, not only whether its client is installed. */
export async function composeWorks(): Promise<boolean> {
  try {
    await run("docker", ["info"], { timeout: 10_000 });
    await run("docker", ["compose", "version"], { timeout: 10_000 });
    return true;
  } catch {
    return false;
  }
}

export async function startContainer(service: Service, runId: string): Promise<Started> {
  const compose = (...args: string[]) =>
    run("docker", ["compose", "-p", `stockfeed-test-${runId}-${service.name}`, "-f", FILE, ...args]);
  const close = async () => void (await compose("down", "--volumes"));
  try {
    await compose("up", "--detach", service.name);
    const { stdout } = await compose("port", service.name, String(service.container.port));
    const url = service.container.url(stdout.trim());
    await eventually(() => service.probe(url), { timeoutMs: 120_000 });
    return { url, from: "docker compose", close };
  } catch (error) {
    await close().catch(() => undefined);
    throw error;
  }
}
