import { Counter, Gauge, type Registry } from "prom-client";

/** The subscribers of this node, as they are now. */
export interface SubscriptionFigures {
  readonly subscriptions: number;
  readonly groups: number;
  readonly sockets: number;
  readonly eventStreams: number;
  /** Of all connections together. */
  readonly bufferedBytes: number;
  /** Of the connection with most. */
  readonly mostBufferedBytes: number;
  /** Results since the start. */
  readonly written: number;
  /** Subscriptions that ended since the start, by reason. */
  readonly ended: ReadonlyMap<string, number>;
}

/** They begin at 0, so that the first of a reason is an increase. */
const REASONS = [
  ...["behind", "keep_alive", "token_expired", "token_withdrawn"],
  ...["position_expired", "limit_exceeded", "stopping", "client"],
];

export function watchSubscriptions(registry: Registry, figures: () => SubscriptionFigures): void {
  const gauge = (name: string, help: string, value: (now: SubscriptionFigures) => number) =>
    new Gauge({
      ...{ name, help, registers: [registry] },
      collect() {
        this.set(value(figures()));
      },
    });
  gauge("stockfeed_subscriptions", "Open GraphQL subscriptions.", (now) => now.subscriptions);
  gauge(
    "stockfeed_subscription_groups",
    "Groups of equal subscriptions: what concerns one is executed once.",
    (now) => now.groups,
  );
  gauge("stockfeed_sockets", "Open WebSockets.", (now) => now.sockets);
  gauge("stockfeed_event_streams", "Open streams of server-sent events.", (now) => now.eventStreams);
  gauge(
    "stockfeed_subscribers_buffered_bytes",
    "Bytes that wait in this process for subscribers.",
    (now) => now.bufferedBytes,
  );
  gauge(
    "stockfeed_subscriber_buffered_bytes_max",
    "Bytes that wait for the subscriber with most.",
    (now) => now.mostBufferedBytes,
  );
  // They are counted elsewhere, a number each: once for each result is too often for a counter here.
  new Counter({
    name: "stockfeed_deliveries_total",
    help: "Results of subscriptions written to connections.",
    registers: [registry],
    collect() {
      this.reset();
      this.inc(figures().written);
    },
  });
  new Counter({
    name: "stockfeed_subscriptions_closed_total",
    help: "Subscriptions that ended, by reason.",
    labelNames: ["reason"],
    registers: [registry],
    collect() {
      this.reset();
      const { ended } = figures();
      for (const reason of REASONS) this.inc({ reason }, ended.get(reason) ?? 0);
    },
  });
}
