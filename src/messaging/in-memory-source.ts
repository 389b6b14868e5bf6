import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "../lib/logger.js";
import type {
  EventSource,
  InboundHandler,
  InboundMessage,
  SourceListener,
  Verdict,
} from "../ports/event-source.js";
import { deadLetterId, headersDead, headersLater, headersRedriven } from "./inbound-headers.js";
import { inboundQueues } from "./inbound-names.js";

/** The source's twin: its messages live as long as the process. */
export interface InMemorySource extends EventSource {
  /** What the other service would publish. */
  put(message: InMemoryPublication): void;
}

export type InMemoryPublication = Pick<InboundMessage, "content" | "routingKey"> & {
  readonly properties?: Partial<InboundMessage["properties"]>;
};

export interface InMemorySourceOptions {
  readonly name: string;
  readonly prefetch: number;
  readonly retryStepsSeconds: readonly number[];
  readonly maxBytes?: number;
  readonly logger: Logger;
}

const NOTHING = { messageId: null, type: null, correlationId: null, headers: {} };

export function createInMemorySource(options: InMemorySourceOptions): InMemorySource {
  const { name, prefetch, retryStepsSeconds, maxBytes = 1_048_576, logger } = options;
  const queues = inboundQueues(name, retryStepsSeconds);
  const closing = new AbortController();
  const waiting: InboundMessage[] = [];
  const underWay = new Set<Promise<void>>();
  let retrying = 0;
  let dead: InboundMessage[] = [];
  let consumer: { readonly handle: InboundHandler; readonly listener: SourceListener } | undefined;

  function begin(): void {
    while (consumer && underWay.size < prefetch && !closing.signal.aborted) {
      const message = waiting.shift();
      if (!message) return;
      const ending = work(message, consumer).finally(() => {
        underWay.delete(ending);
        begin();
      });
      underWay.add(ending);
    }
  }

  async function work(message: InboundMessage, to: NonNullable<typeof consumer>): Promise<void> {
    const verdict = await judge(message, to.handle);
    if (verdict === null) return void waiting.unshift(message);
    if (verdict.kind === "done") return;
    const step = verdict.kind === "later" ? queues.retries[message.attempt] : undefined;
    if (!step) return bury(message, verdict, to.listener);
    to.listener.postponed?.();
    void putOff(message, step.pauseMs, verdict.reason);
  }

  async function judge(message: InboundMessage, handle: InboundHandler): Promise<Verdict | null> {
    const bytes = message.content.length;
    if (bytes > maxBytes)
      return { kind: "dead", reason: `The body has ${bytes} bytes, more than ${maxBytes}.` };
    try {
      return await handle(message, closing.signal);
    } catch (error) {
      if (closing.signal.aborted) return null;
      logger.error({ err: error, source: name }, "A message could not be handled");
      return { kind: "later", reason: error instanceof Error ? error.message : String(error) };
    }
  }

  async function putOff(message: InboundMessage, pauseMs: number, reason: string): Promise<void> {
    retrying += 1;
    await delay(pauseMs, undefined, { signal: closing.signal }).catch(() => undefined);
    retrying -= 1;
    const headers = headersLater(message, reason);
    waiting.push({
      ...message,
      attempt: message.attempt + 1,
      properties: { ...message.properties, headers },
    });
    begin();
  }

  async function bury(
    message: InboundMessage,
    verdict: Exclude<Verdict, { kind: "done" }>,
    listener: SourceListener,
  ): Promise<void> {
    const attempts = message.attempt + 1;
    const reason =
      verdict.kind === "dead"
        ? verdict.reason
        : `Not carried out in ${attempts} deliveries: ${verdict.reason}`;
    const death = { id: deadLetterId(queues.main, message), reason, attempts, diedAt: Date.now() };
    const headers = headersDead(message, death);
    dead.push({ ...message, properties: { ...message.properties, headers } });
    await listener.died?.({ ...death, message, headers });
  }

  function enqueue({ content, routingKey, properties }: InMemoryPublication): void {
    const copied = { ...NOTHING, ...structuredClone(properties) };
    waiting.push({ content: Buffer.from(content), routingKey, properties: copied, attempt: 0 });
    begin();
  }

  return {
    name,
    put: enqueue,
    consume(handle, listener = {}) {
      consumer = { handle, listener };
      begin();
    },
    async redrive({ content, properties }, more) {
      const headers = headersRedriven(properties.headers, more);
      const original = headers["x-original-routing-key"];
      const routingKey = typeof original === "string" ? original : queues.main;
      enqueue({ content, routingKey, properties: { ...properties, headers } });
    },
    async sweepDead(settledOf) {
      const settled = await settledOf([...dead]);
      dead = dead.filter((message) => !settled.has(message));
      return settled.size;
    },
    depths: async () => ({ waiting: waiting.length, retrying, dead: dead.length }),
    fault: () => (closing.signal.aborted ? "closed" : null),
    async close() {
      closing.abort(new Error("closing"));
      await Promise.allSettled(underWay);
    },
  };
}
