import type { Bench } from "./bench.js";
import { consumeBench } from "./consume.js";
import { fanOut } from "./fan-out.js";
import { feedDrain } from "./feed-drain.js";
import { itemsCache } from "./items-cache.js";
import { hotExact } from "./hot-exact.js";
import { latency } from "./latency.js";
import { pipelineRate } from "./pipeline-rate.js";
import { requestBench } from "./requests.js";
import { tuning } from "./tuning.js";

const BENCHES: Readonly<Record<string, Bench>> = {
  typename: requestBench({ bench: "typename", request: "typename" }),
  items: requestBench({ bench: "items-100", request: "items" }),
  "items-cache": itemsCache,
  "reserve-random": requestBench({ bench: "reserve-random", request: "reserve-random", target: 0.7 }),
  "reserve-hot": requestBench({ bench: "reserve-hot", request: "reserve-hot", target: 1.5 }),
  "reserve-hot-256": requestBench({ bench: "reserve-hot-256", request: "reserve-hot", connections: 256 }),
  "reserve-random-relay": requestBench({
    bench: "reserve-random-relay",
    request: "reserve-random",
    relay: true,
  }),
  "reserve-hot-relay": requestBench({ bench: "reserve-hot-relay", request: "reserve-hot", relay: true }),
  "reserve-hot-exact": hotExact,
  "feed-drain": feedDrain,
  latency,
  pipeline: pipelineRate,
  "consume-random": consumeBench("random"),
  "consume-hot": consumeBench("hot"),
  "consume-ended": consumeBench("ended"),
  "fan-out": fanOut,
};

/** By name only, since they are no figures of the service. */
const ON_DEMAND: Readonly<Record<string, Bench>> = { tuning };

export function benchesNamed(names: readonly string[]): [string, Bench][] {
  if (names.length === 0) return Object.entries(BENCHES);
  return names.map((name) => {
    const bench = BENCHES[name] ?? ON_DEMAND[name];
    if (!bench) throw new Error(`No bench is called "${name}"; known are ${known().join(", ")}.`);
    return [name, bench];
  });
}

function known(): string[] {
  return [...Object.keys(BENCHES), ...Object.keys(ON_DEMAND)];
}
