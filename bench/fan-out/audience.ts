import type { Scope } from "../../src/lib/scope.js";
import { startClient, type ClientProcess, type ClientResult, type CrowdJob } from "./fan-out.js";

/** So that their work is not the bottleneck, and no process runs out of descriptors. */
const PROCESSES = 2;
const PATIENCE_MS = 60_000;

export interface Audience {
  readonly size: number;
  /** As many more sockets as are missing to that size. */
  grow(size: number): Promise<void>;
  /** Resolves when each of its sockets has had so many more events than at the last `mark`. */
  until(events: number): Promise<void>;
  /** As until, but tells whether it was so within the time. */
  within(events: number, patienceMs: number): Promise<boolean>;
  mark(): Promise<void>;
  record(): Promise<void>;
  /** @returns [tenths of a ms, how many] of all that was recorded, ascending. */
  report(occurred: readonly (readonly [number, number])[]): Promise<[number, number][]>;
  /** Of the client processes since they were started. */
  cpuMicros(): Promise<number>;
  /** A message of each shape. */
  samples(): Promise<readonly string[]>;
  /** @throws Error unless every socket had as many events as every other, in order, and still listens. */
  check(): Promise<void>;
}

/** Client processes, each of which is asked one thing at a time. */
export function startClients(scope: Scope): readonly ClientProcess[] {
  return Array.from({ length: PROCESSES }, () => startClient(scope));
}

export function gather(
  clients: readonly ClientProcess[],
  to: Pick<CrowdJob, "crowd" | "port" | "authorization">,
): Audience {
  const { crowd } = to;
  const sizes = clients.map(() => 0);
  let marks = clients.map(() => 0);
  const size = () => sizes.reduce((sum, each) => sum + each, 0);
  const ask = <T>(of: (client: ClientProcess, index: number) => Promise<T>) => Promise.all(clients.map(of));
  const now = () => ask((client) => client.run({ kind: "until", crowd, total: 0, patienceMs: 0 }));
  const waited = (events: number, patienceMs: number) =>
    ask((client, index) => {
      const total = (marks[index] as number) + events * (sizes[index] as number);
      return client.run({ kind: "until", crowd, total, patienceMs });
    });
  const reached = (results: readonly ClientResult[], events: number) =>
    results.every(
      ({ total }, index) => total >= (marks[index] as number) + events * (sizes[index] as number),
    );

  return {
    get size() {
      return size();
    },
    async grow(wanted) {
      const more = Math.ceil((wanted - size()) / clients.length);
      await ask((client, index) => {
        const from = index * 1_000_000 + (sizes[index] as number);
        sizes[index] = (sizes[index] as number) + more;
        return client.run({ kind: "open", ...to, from, count: more });
      });
    },
    async until(events) {
      const results = await waited(events, PATIENCE_MS);
      if (reached(results, events)) return;
      const fault = results.find(({ firstFault }) => firstFault !== undefined)?.firstFault;
      throw new Error(`${crowd}: events are missing after ${PATIENCE_MS / 1000} s. ${fault ?? ""}`);
    },
    within: async (events, patienceMs) => reached(await waited(events, patienceMs), events),
    async mark() {
      marks = (await now()).map(({ total }) => total);
    },
    record: async () => void (await ask((client) => client.run({ kind: "record", crowd }))),
    async report(occurred) {
      const counts = new Map<number, number>();
      for (const { delays } of await ask((client) => client.run({ kind: "report", crowd, occurred })))
        for (const [tenths, count] of delays) counts.set(tenths, (counts.get(tenths) ?? 0) + count);
      return [...counts].sort(([a], [b]) => a - b);
    },
    cpuMicros: async () => (await now()).reduce((sum, { cpuMicros }) => sum + cpuMicros, 0),
    samples: async () => (await now())[0]?.samples ?? [],
    async check() {
      const results = await now();
      const { firstFault } = results.find(({ faults }) => faults > 0) ?? {};
      if (firstFault !== undefined) throw new Error(`${crowd}: ${firstFault}`);
    },
  };
}
