import { createScope } from "../../src/lib/scope.js";
import { bindQueue } from "../stage/broker.js";
import { openStage } from "../stage/stage.js";
import { startWorker } from "../stage/worker.js";
import type { LatencyJob, LatencyResult } from "../latency/latency.js";
import type { Bench } from "./bench.js";

const RATE = 1_000;
const TARGETS = { p50: 10, p99: 50 };

/** How long after its commit an event is at a consumer and at a subscriber, at a steady rate. */
export const latency: Bench = async ({ options, emit }) => {
  const scope = createScope();
  try {
    const stage = await openStage("api,relay", scope);
    const queue = await bindQueue(stage.channel, stage.exchangePrefix, scope);
    const worker = startWorker<LatencyJob, LatencyResult>(
      new URL("../latency/worker.ts", import.meta.url),
      scope,
    );
    const seconds = options.seconds * options.rounds;
    const { origin } = stage.service;
    const result = await worker.run({ origin, headers: stage.headers, queue, rate: RATE, seconds });
    const { sent, perSecond, errors } = result;
    for (const [subject, times] of [
      ["rabbitmq", result.consumer],
      ["subscriber", result.subscriber],
    ] as const) {
      emit({
        bench: `latency-${subject}`,
        subject: "service",
        unit: "ms",
        ...times,
        perSecond,
        sent,
        errors,
      });
    }
    // An event's own time is taken before the commit's flush, the answer comes just after it: the
    // commit lies between, nearer to the answer. The receipt is later than the confirm.
    const { sinceAnswerP50: p50, sinceAnswerP99: p99 } = result.consumer;
    const ok = p50 < TARGETS.p50 && p99 < TARGETS.p99;
    emit({ bench: "latency-rabbitmq-target", p50, p99, targetP50: TARGETS.p50, targetP99: TARGETS.p99, ok });
  } finally {
    await scope.close();
  }
};
