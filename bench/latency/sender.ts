import { Agent, request } from "node:http";
import { planFor, reserveInput, RESERVE } from "../load/requests.js";
import type { LatencyJob } from "./latency.js";

export interface Sent {
  /** When the answer was here, by order. */
  readonly answeredAt: ReadonlyMap<string, number>;
  readonly perSecond: number;
  readonly errors: number;
}

const DRAIN_MS = 10_000;

/** Open loop: sends on time whether or not earlier answers are here. */
export async function send({ origin, headers, rate, seconds }: LatencyJob): Promise<Sent> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const { path, succeeded } = planFor("reserve-random", "graphql");
  const options = {
    agent,
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
  };
  const answeredAt = new Map<string, number>();
  let [sent, errors] = [0, 0];

  function sendOne(): void {
    sent++;
    const input = reserveInput("reserve-random");
    const outgoing = request(origin + path, options, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (body += chunk));
      response.on("end", () => {
        answeredAt.set(input.orderId, performance.now());
        if (!succeeded(body)) errors++;
      });
    });
    outgoing.on("error", () => errors++);
    outgoing.end(JSON.stringify({ query: RESERVE, variables: { input } }));
  }

  const begun = performance.now();
  const total = rate * seconds;
  while (sent < total) {
    const due = Math.min(total, Math.floor(((performance.now() - begun) / 1000) * rate));
    while (sent < due) sendOne();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const perSecond = sent / ((performance.now() - begun) / 1000);
  const deadline = performance.now() + DRAIN_MS;
  while (answeredAt.size + errors < sent && performance.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 20));
  agent.destroy();
  return { answeredAt, perSecond, errors };
}
