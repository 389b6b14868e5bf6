import { connect } from "amqplib";
import { createClient } from "graphql-ws";
import { WebSocket } from "ws";
import type { Envelope } from "../../src/domain/events.js";
import { createScope, type Scope } from "../../src/lib/scope.js";
import { percentile } from "../report/stats.js";
import { AMQP_URL } from "../stage/addresses.js";
import { serveJobs } from "../stage/worker.js";
import type { LatencyJob, LatencyResult, Times } from "./latency.js";
import { send } from "./sender.js";

/** One event as it came in: `sinceEvent` in ms by the wall clock, which the database shares. */
interface Arrival {
  readonly eventId: string;
  readonly sinceEvent: number;
  readonly at: number;
}

const WARM_UP_SECONDS = 3;
const SETTLE_MS = 1_000;
const SUBSCRIPTION = "subscription { stockLevelChanged { eventId occurredAt } }";

/** Sender, consumer and subscriber in one process, so that they share one clock. */
async function measure(job: LatencyJob): Promise<LatencyResult> {
  const scope = createScope();
  try {
    const consumed: Arrival[] = [];
    const subscribed: Arrival[] = [];
    const orders = new Map<string, string>();
    await consume(job, scope, (envelope) => {
      consumed.push(arrival(envelope.eventId, envelope.timestamp));
      if ("orderId" in envelope.data && envelope.data.orderId)
        orders.set(envelope.eventId, envelope.data.orderId);
    });
    subscribe(job, scope, ({ eventId, occurredAt }) => subscribed.push(arrival(eventId, occurredAt)));
    await send({ ...job, seconds: WARM_UP_SECONDS });
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    consumed.length = subscribed.length = 0;
    const { answeredAt, perSecond, errors } = await send(job);
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    const sinceAnswer = ({ eventId, at }: Arrival) =>
      at - (answeredAt.get(orders.get(eventId) ?? "") ?? Number.NaN);
    return {
      consumer: timesOf(consumed, sinceAnswer),
      subscriber: timesOf(subscribed, sinceAnswer),
      sent: answeredAt.size,
      perSecond,
      errors,
    };
  } finally {
    await scope.close();
  }
}

function arrival(eventId: string, occurredAt: string): Arrival {
  return { eventId, sinceEvent: Date.now() - Date.parse(occurredAt), at: performance.now() };
}

async function consume(
  { queue }: LatencyJob,
  scope: Scope,
  onEvent: (envelope: Envelope) => void,
): Promise<void> {
  const connection = await connect(AMQP_URL);
  scope.onClose(() => connection.close());
  const channel = await connection.createChannel();
  await channel.prefetch(1_000);
  await channel.consume(queue, (message) => {
    if (!message) return;
    onEvent(JSON.parse(message.content.toString()) as Envelope);
    channel.ack(message);
  });
}

interface Change {
  readonly eventId: string;
  readonly occurredAt: string;
}

function subscribe({ origin, headers }: LatencyJob, scope: Scope, onChange: (change: Change) => void): void {
  const client = createClient({
    url: `${origin.replace("http", "ws")}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { Authorization: headers.authorization },
    retryAttempts: 0,
  });
  scope.onClose(() => client.dispose());
  client.subscribe<{ stockLevelChanged: Change }>(
    { query: SUBSCRIPTION },
    {
      next: ({ data, errors }) => {
        if (errors) process.stderr.write(`subscription: ${errors[0]?.message}\n`);
        if (data) onChange(data.stockLevelChanged);
      },
      error: (error) => void process.stderr.write(`subscription: ${JSON.stringify(error)}\n`),
      complete: () => undefined,
    },
  );
}

function timesOf(arrivals: readonly Arrival[], sinceAnswer: (arrival: Arrival) => number): Times {
  const ascending = (values: number[]) =>
    values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  const event = ascending(arrivals.map(({ sinceEvent }) => sinceEvent));
  const answer = ascending(arrivals.map(sinceAnswer));
  return {
    p50: percentile(event, 50),
    p99: percentile(event, 99),
    sinceAnswerP50: percentile(answer, 50),
    sinceAnswerP99: percentile(answer, 99),
    received: arrivals.length,
  };
}

serveJobs(measure);
