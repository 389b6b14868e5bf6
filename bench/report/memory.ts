import { readFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";

const LOOKS_MS = 250;
/** So many looks without a lower figure: it gives nothing more back. */
const STEADY = 8;

/**
 * KiB that a process keeps resident when it has collected its garbage, which it does at
 * SIGUSR2 (see `fan-out/collect-garbage.mjs`). Linux only.
 */
export async function residentKib(pid: number): Promise<number> {
  let least = Infinity;
  for (let steady = 0; steady < STEADY; steady++) {
    process.kill(pid, "SIGUSR2");
    await pause(LOOKS_MS);
    const kib = await resident(pid);
    if (kib < least * 0.999) steady = 0;
    least = Math.min(least, kib);
  }
  return least;
}

async function resident(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]);
}
