import { createScope } from "../../src/lib/scope.js";
import { gather, startClients, type Audience } from "../fan-out/audience.js";
import { latency } from "../fan-out/latency.js";
import { openMoves, type Moves } from "../fan-out/moves.js";
import { openRaw, saturate, type Round, type Subject } from "../fan-out/saturation.js";
import { SHAPES } from "../fan-out/shapes.js";
import { residentKib } from "../report/memory.js";
import { openProfile } from "../report/profile.js";
import { say, type Emit } from "../report/row.js";
import { median } from "../report/stats.js";
import { startService } from "../stage/service.js";
import { openStage, type Stage } from "../stage/stage.js";
import type { Bench, BenchContext } from "./bench.js";

const FEW = 1_000;
const MANY = 10_000;
const TARGET = { perSecond: 40_000, ratio: 0.5 };
/** In ms. */
const TARGET_P99 = { few: 50, many: 400 };
const COLLECT = new URL("../fan-out/collect-garbage.mjs", import.meta.url);

/**
 * Events to everyone who watches one node, whose relay is a process of its own; beside it a bare
 * server of ws that sends one message's bytes to as many sockets, of the same client processes.
 */
export const fanOut: Bench = async ({ options, emit, signal }) => {
  const scope = createScope();
  const profile = await openProfile(options.profile, "fan-out");
  try {
    const stage = await openStage("api", scope, { profileDir: profile?.dir, preload: COLLECT });
    const { databaseUrl, exchangePrefix, service } = stage;
    await startService({ databaseUrl, exchangePrefix, roles: "relay" }, scope);
    const moves = await openMoves(stage);
    const clients = startClients(scope);
    const port = Number(new URL(service.origin).port);
    const watching = { crowd: "service", port, ...stage.headers };
    const ours = gather(clients, watching);
    const tellLatency = async (target: number) => {
      const row = await latency({ stage, moves, audience: ours });
      await ours.check();
      emit({ ...row, target, ok: row.p99 <= target && row.missing === 0 });
    };
    const memory = new Map([[0, await residentKib(service.pid)]]);
    await welcome(ours, FEW, moves);
    memory.set(FEW, await residentKib(service.pid));
    await tellLatency(TARGET_P99.few);
    signal.throwIfAborted();
    await welcome(ours, MANY, moves);
    memory.set(MANY, await residentKib(service.pid));
    reportMemory(memory, emit);

    const raw = await openRaw(scope, await ours.samples());
    const theirs = gather(clients, { crowd: "raw-ws", port: raw.port, authorization: undefined });
    await theirs.grow(MANY);
    const subjects: Subject[] = [
      { name: "service", pid: service.pid, audience: ours, next: moves.next },
      { name: "raw-ws", pid: raw.pid, audience: theirs, next: raw.next },
    ];
    report(await compare(subjects, stage.client, { options, signal }), emit);
    await tellLatency(TARGET_P99.many);
    for (const { audience } of subjects) await audience.check();
  } finally {
    await scope.close();
    await profile?.report();
  }
};

/** Until a move reaches all of them: a subscription is not acknowledged. */
async function welcome(audience: Audience, size: number, moves: Moves): Promise<void> {
  await audience.grow(size);
  for (let reached = false; !reached;) {
    await audience.mark();
    await moves.next();
    reached = await audience.within(1, 5_000);
    await audience.check();
  }
  say(`fan-out: ${size} subscribers, ${SHAPES.length} shapes`);
}

/** In turn, so that what else the machine does meets both; after a warm-up. */
async function compare(
  subjects: readonly Subject[],
  client: Stage["client"],
  { options: { rounds, seconds }, signal }: Pick<BenchContext, "options" | "signal">,
): Promise<ReadonlyMap<string, readonly Round[]>> {
  const all = new Map<string, Round[]>(subjects.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const subject of subjects) {
      signal.throwIfAborted();
      const figures = await saturate(subject, round === 0 ? 2 : seconds, client);
      say(`fan-out ${round === 0 ? "warm-up" : round} ${subject.name} ${Math.round(figures.perSecond)}/s`);
      if (round > 0) all.get(subject.name)?.push(figures);
    }
  }
  return all;
}

function reportMemory(kibBySize: ReadonlyMap<number, number>, emit: Emit): void {
  const empty = kibBySize.get(0) ?? Number.NaN;
  for (const [subscribers, kib] of kibBySize) {
    const kibEach = subscribers === 0 ? null : (kib - empty) / subscribers;
    const value = kib / 1_024;
    emit({ bench: "fan-out-memory", subject: "service", value, unit: "MiB", subscribers, kibEach });
  }
}

function report(rounds: ReadonlyMap<string, readonly Round[]>, emit: Emit): void {
  const of = (name: string, field: keyof Round) =>
    median((rounds.get(name) ?? []).map((round) => round[field]));
  for (const name of rounds.keys()) {
    const micros = of(name, "serverMicros");
    emit({
      ...{ bench: "fan-out", subject: name, value: of(name, "perSecond"), unit: "deliveries/s" },
      ...{ serverMicros: micros, perCore: 1e6 / micros, serverBusy: of(name, "serverBusy") },
      ...{ clientMicros: of(name, "clientMicros"), subscribers: MANY, shapes: SHAPES.length },
    });
  }
  // Of a core: what the clients take of the machine beside it does not count.
  const perCore = 1e6 / of("service", "serverMicros");
  const target = TARGET.perSecond;
  emit({ bench: "fan-out-per-core", value: perCore, unit: "deliveries/s", target, ok: perCore >= target });
  const value = of("raw-ws", "serverMicros") / of("service", "serverMicros");
  const rates = of("service", "perSecond") / of("raw-ws", "perSecond");
  emit({ bench: "fan-out-ratio", value, rates, target: TARGET.ratio, ok: value >= TARGET.ratio });
}
