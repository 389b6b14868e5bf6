import { randomUUID } from "node:crypto";
import { runConsumer } from "./consumers/run-consumer.js";
import { runRedrive, type RedriveOptions } from "./consumers/redrive.js";
import type { Parts } from "./open-roles.js";
import { createRedriveLog } from "./store/redrive-log.js";
import type { UseCaseDeps } from "./usecases/use-case.js";

/** Begins to carry out what other services say, and to send again what operators decided to. */
export function openConsumers(parts: Parts, useCases: UseCaseDeps): void {
  const { config, logger, scope, store, messaging, metrics } = parts;
  const { sources } = messaging;
  const log = createRedriveLog(store.database.pool);
  const deps = { ...useCases, orders: config.consumers.orders };
  metrics.watchSources(sources, logger);
  for (const source of sources) {
    runConsumer({ source, deps, deadLetters: log, observer: metrics.inbound, logger });
  }
  // What was begun is carried out before what carries it out goes.
  scope.onClose(async () => void (await Promise.all(sources.map((source) => source.close()))));
  keepRedriving({ sources, log, holder: randomUUID(), observer: metrics.inbound, logger }, parts);
}

function keepRedriving(options: RedriveOptions, { scope }: Pick<Parts, "scope">): void {
  const stopping = new AbortController();
  const running = runRedrive(options, stopping.signal);
  scope.onClose(async () => {
    stopping.abort();
    await running;
  });
}
