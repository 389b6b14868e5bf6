import type { Client } from "pg";
import type { Scope } from "../../src/lib/scope.js";
import { measureCpu } from "../report/cpu.js";
import type { Audience } from "./audience.js";
import { startRawServer } from "./fan-out.js";

/** Sent but not everywhere yet, while a round lasts: there is always work, and never a backlog. */
const UNDER_WAY = 4;

export interface Subject {
  readonly name: "service" | "raw-ws";
  readonly pid: number;
  readonly audience: Audience;
  /** One event more for everyone. */
  next(): Promise<void>;
}

export interface Round {
  readonly perSecond: number;
  /** CPU time of the server's process, and of the clients', for one delivery. */
  readonly serverMicros: number;
  readonly clientMicros: number;
  /** Of the time. */
  readonly serverBusy: number;
}

/** Events as fast as they are delivered, for so many seconds. */
export async function saturate(
  { pid, audience, next }: Subject,
  seconds: number,
  client: Client,
): Promise<Round> {
  await audience.mark();
  const cpuBefore = await audience.cpuMicros();
  const begun = performance.now();
  let events = 0;
  const { cpu } = await measureCpu({ pid, client }, async () => {
    const sent: Promise<void>[] = [];
    for (; performance.now() - begun < seconds * 1_000; events++) {
      await audience.until(events - UNDER_WAY + 1);
      const sending = next();
      // It is awaited below; until then a failure is not unheard of.
      sending.catch(() => undefined);
      sent.push(sending);
    }
    await Promise.all(sent);
    await audience.until(events);
  });
  const elapsed = performance.now() - begun;
  const deliveries = events * audience.size;
  const server = cpu?.server ?? Number.NaN;
  return {
    perSecond: deliveries / (elapsed / 1_000),
    serverMicros: server / deliveries,
    clientMicros: ((await audience.cpuMicros()) - cpuBefore) / deliveries,
    serverBusy: server / 1_000 / elapsed,
  };
}

/** The bare server, which sends these texts. */
export async function openRaw(scope: Scope, texts: readonly string[]) {
  const server = startRawServer(scope);
  const { port } = await server.run({ kind: "listen" });
  // One thing after the other, as a worker takes them.
  let last: Promise<unknown> = Promise.resolve();
  return {
    port,
    pid: server.pid,
    async next(): Promise<void> {
      await (last = last.then(() => server.run({ kind: "send", texts })));
    },
  };
}
