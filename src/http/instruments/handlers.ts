import { Counter, type Registry } from "prom-client";
import type { HandlerObserver } from "../../ports/event-publisher.js";

/** Handlers of events within this process. */
export function handlerInstruments(registry: Registry): HandlerObserver {
  const gaveUp = new Counter({
    name: "stockfeed_handler_failures_total",
    help: "Events that a handler in this process failed with as often as it may, and goes on without.",
    labelNames: ["type"],
    registers: [registry],
  });
  return { gaveUp: ({ type }) => gaveUp.inc({ type }) };
}
