// Loaded into the service (--import): tells on standard error, a line of JSON each, when the event loop stood still.
import { performance } from "node:perf_hooks";
import { setInterval } from "node:timers";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const TICK_MS = 10;
const WORTH_TELLING_MS = 50;

const tell = (told) => process.stderr.write(`probe ${JSON.stringify(told)}\n`);

let last = performance.now();
let cpu = process.cpuUsage();
function look() {
  const stoodMs = Math.round(performance.now() - last - TICK_MS);
  if (stoodMs >= WORTH_TELLING_MS) {
    const { user, system } = process.cpuUsage(cpu);
    // Without the processor's time it did not work: the machine was busy with others.
    tell({ at: Date.now(), stoodMs, workedMs: Math.round((user + system) / 1_000) });
  }
  last = performance.now();
  cpu = process.cpuUsage();
}
setInterval(look, TICK_MS).unref();

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc");
// Asked whether it has told of everything so far.
process.on("SIGCONT", () => {
  look();
  tell({ told: true });
});
process.on("SIGUSR2", () => {
  look();
  collectGarbage();
  const { heapUsed, external, rss } = process.memoryUsage();
  tell({ heapMb: Math.round((heapUsed + external) / 1e6), rssMb: Math.round(rss / 1e6) });
  last = performance.now();
  cpu = process.cpuUsage();
});
