/** @needs postgres redis rabbitmq */
import { spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import fc, { type Arbitrary } from "fast-check";
import { openCluster, tokenFor, type Cluster, type Process } from "../support/cluster.js";
import { eventually } from "../support/eventually.js";
import { anyShot } from "../support/fuzz/any-shot.js";
import { BODY_NAMES, DOCUMENT_NAMES } from "../support/fuzz/bombs.js";
import { closeAgent, fire } from "../support/fuzz/fire.js";
import { judge } from "../support/fuzz/judge.js";
import { Probe, PROBED } from "../support/fuzz/probe.js";
import type { Range } from "../support/fuzz/range.js";
import type { OpenApi } from "../support/fuzz/rest-shots.js";
import { blockedBy, run, shrunk, type Finding, type Outcome } from "../support/fuzz/run.js";
import type { Shot } from "../support/fuzz/shot.js";
import { setStage } from "../support/fuzz/stage.js";
import { DEFAULT_STEPS } from "../support/inbound/consumed.js";
import { removeInbound } from "../support/inbound/remove-inbound.js";
import { IN_FULL, scaled } from "../support/scale.js";

// FUZZ_SEED=... sends a run's shots again, in the same order; FUZZ_ONLY=<number> one of them alone.

const SEED = Number(process.env["FUZZ_SEED"] ?? randomInt(2 ** 31));
const ONLY = process.env["FUZZ_ONLY"];
const SHOTS = scaled(1_000, 10_000);
const AT_ONCE = 16;
/** On a machine that does something else as well, what is held against it is what any machine keeps. */
const MOST_BLOCKED_MS = scaled(1_000, 200);
/** So many are sent a second time, which leaves nothing behind that was not there after the first. */
const AGAIN = scaled(200, 2_000);
const MOST_GROWTH_MB = 24;

let cluster: Cluster;
let node: Process;
let probe: Probe;
let range: Range;
let shots: Arbitrary<Shot>;

beforeAll(async () => {
  cluster = await openCluster();
  // Whoever sends so much would soon be told to wait.
  node = await cluster.start("api,relay,consumer,scheduler", {
    ...PROBED,
    RATE_LIMIT_POINTS_PER_SECOND: "0",
  });
  probe = new Probe(node);
  range = { url: node.url, ...(await setStage(node)) };
  shots = anyShot((await (await fetch(`${node.url}/openapi.json`)).json()) as OpenApi);
}, 120_000);

afterAll(async () => {
  closeAgent();
  await cluster.close();
  await removeInbound(cluster.exchangePrefix, DEFAULT_STEPS);
});

it(`when ${SHOTS} things are sent that nobody should send, then each gets an answer, and no answer is ours to be ashamed of`, async () => {
  process.stderr.write(`fuzz: FUZZ_SEED=${SEED}\n`);
  const all = fc.sample(shots, { seed: SEED, numRuns: SHOTS });
  const sent = ONLY === undefined ? all : [all[Number(ONLY)] as Shot];
  const options = { range, probe, atOnce: AT_ONCE, noteMs: MOST_BLOCKED_MS / 2 };
  const first = await run({ ...options, shots: sent });
  const before = await probe.memory();
  const again = await run({ ...options, shots: sent.slice(-AGAIN) });
  const after = await probe.memory();
  tell(first, { before, after });

  expect(await reproductions(first.findings)).toEqual([]);
  expect(again.findings).toEqual([]);
  expect(probe.complaints).toEqual([]);
  const tooLong: string[] = [];
  for (const stop of [...first.stops, ...again.stops].filter(
    ({ blockedMs }) => blockedMs >= MOST_BLOCKED_MS,
  )) {
    const blockedMs = await blockedBy(stop.underWay, range, probe);
    if (blockedMs >= MOST_BLOCKED_MS) tooLong.push(JSON.stringify({ ...stop, blockedMs }));
  }
  expect(tooLong).toEqual([]);
  expect(after.heapMb - before.heapMb).toBeLessThan(MOST_GROWTH_MB);
}, 900_000);

it("when documents and bodies made by hand come one by one, then nobody else has to wait for any of them", async () => {
  const bad: object[] = [];
  for (const bomb of [...DOCUMENT_NAMES, ...BODY_NAMES]) {
    for (const size of IN_FULL ? [1_000, 4_900, 100_000] : [4_900]) {
      const body = { bomb, size };
      const [method, path, headers] = ["POST", "/graphql", { "content-type": "application/json" }];
      const shot: Shot = { kind: "http", family: bomb, as: "admin", method, path, headers, body };
      const from = probe.stops.length;
      const { wrong } = judge(shot, await fire(shot, range));
      await probe.toldAll();
      const suspicious = probe.stops.slice(from).some(({ blockedMs }) => blockedMs >= MOST_BLOCKED_MS);
      const blockedMs = suspicious ? await blockedBy([shot], range, probe) : 0;
      if (wrong.length > 0 || blockedMs >= MOST_BLOCKED_MS) bad.push({ bomb, size, wrong, blockedMs });
    }
  }
  expect(bad).toEqual([]);
}, 300_000);

it("when it is over, then the service is ready, has nobody's subscriptions left, all its numbers agree, and it stops as asked", async () => {
  await eventually(
    async () => {
      expect((await fetch(`${node.url}/readyz`)).status).toBe(200);
      const headers = { authorization: `Bearer ${await tokenFor(node)}` };
      const metrics = await (await fetch(`${node.url}/metrics`, { headers })).text();
      expect(metrics).toMatch(/^stockfeed_subscriptions 0$/m);
    },
    { timeoutMs: 60_000 },
  );
  closeAgent();
  await node.stop();
  const { status, stdout } = spawnSync(process.execPath, ["dist/command.js", "verify"], {
    env: { PATH: process.env["PATH"], DATABASE_URL: cluster.database.url },
    encoding: "utf8",
  });
  expect([status, stdout]).toEqual([0, expect.stringContaining(" 0 differences")]);
}, 180_000);

/** Of each finding a line that says all; the first few as small as they get. */
async function reproductions(findings: readonly Finding[]): Promise<string[]> {
  const small = await Promise.all(
    findings.slice(0, 5).map((finding) => shrunk(shots, finding, { seed: SEED, range })),
  );
  return findings.map(({ index, shot, wrong, answered }, n) =>
    JSON.stringify({
      replay: `FUZZ_SEED=${SEED} FUZZ_ONLY=${index}`,
      wrong,
      shot: small[n] ?? shot,
      answered,
    }),
  );
}

function tell({ seconds, counts, stops }: Outcome, memory: object): void {
  const longestStops = [...stops].sort((a, b) => b.blockedMs - a.blockedMs).slice(0, 3);
  const longest = (of: "stoodMs" | "blockedMs") => Math.max(0, ...probe.stops.map((stop) => stop[of]));
  const figures = {
    ...{ seed: SEED, shots: SHOTS, seconds: Math.round(seconds), perSecond: Math.round(SHOTS / seconds) },
    ...{ longestStopMs: longest("stoodMs"), longestBlockedMs: longest("blockedMs"), ...memory },
  };
  process.stderr.write(`fuzz: ${JSON.stringify(figures)}\n`);
  if (!IN_FULL) return;
  for (const stop of longestStops) process.stderr.write(`fuzz: ${JSON.stringify(stop)}\n`);
  for (const [key, count] of [...counts].sort()) process.stderr.write(`fuzz: ${count} ${key}\n`);
}
