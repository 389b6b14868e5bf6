import { createScope } from "../../src/lib/scope.js";
import type { PipelineJob, PipelineResult } from "../pipeline/pipeline.js";
import { writeHistory } from "../pipeline/history.js";
import { bindQueue } from "../stage/broker.js";
import { startService } from "../stage/service.js";
import { openStage } from "../stage/stage.js";
import { startWorker } from "../stage/worker.js";
import type { Bench } from "./bench.js";

/** The 50 of 5,000 are what group commit brings about at such rates. */
const RATES = [
  { name: "commit-to-confirm", eventsPerSecond: 1_000, perTransaction: 2, p99: 25 },
  { name: "sustained", eventsPerSecond: 5_000, perTransaction: 50, p99: null },
];

/** How long after its commit an event is with a consumer of a quorum queue, at steady rates. */
export const pipelineRate: Bench = async ({ options, emit, signal }) => {
  const scope = createScope();
  try {
    const stage = await openStage("api", scope);
    await writeHistory(stage.client, options.history);
    const { databaseUrl, exchangePrefix } = stage;
    const queue = await bindQueue(stage.channel, exchangePrefix, scope);
    await stage.service.stop();
    await startService({ databaseUrl, exchangePrefix, roles: "relay" }, scope);
    const { rows } = await stage.client.query<{ feed_id: string }>("SELECT feed_id FROM feed_head");
    const wakeChannel = `inventory:wake:${rows[0]?.feed_id}`;
    const seconds = options.seconds * options.rounds;
    for (const { name, p99, ...rate } of RATES) {
      signal.throwIfAborted();
      const worker = startWorker<PipelineJob, PipelineResult>(
        new URL("../pipeline/worker.ts", import.meta.url),
        scope,
      );
      const result = await worker.run({ databaseUrl, wakeChannel, queue, seconds, ...rate });
      const target = rate.eventsPerSecond;
      const kept = result.received === result.sent && result.perSecond >= 0.99 * target;
      const ok = kept && (p99 === null || result.sinceCommitP99 <= p99);
      const wanted = p99 === null ? {} : { targetP99: p99 };
      emit({
        bench: name,
        subject: "service",
        unit: "ms",
        ...result,
        history: options.history,
        ...wanted,
        ok,
      });
    }
  } finally {
    await scope.close();
  }
};
