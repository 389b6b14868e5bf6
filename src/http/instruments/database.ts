import { Gauge, type Registry } from "prom-client";
import type { Logger } from "../../lib/logger.js";
import { remembered } from "../../lib/remembered.js";
import { within } from "../../lib/within.js";
import type { Gauges, PipelineGauges } from "../../ports/gauges.js";
import { gaugeAtScrape, type Sample } from "./at-scrape.js";
import { seldom } from "./seldom.js";

const PATIENCE_MS = 2_000;
/** A count of many items looks at each of them. */
const OUT_OF_STOCK_EVERY_MS = 5_000;

interface Family {
  readonly name: string;
  readonly help: string;
  readonly labelNames?: readonly string[];
  readonly samples: (state: PipelineGauges) => readonly Sample[];
}

const STATES = ["RUNNING", "PAUSED", "DETACHED"] as const;
const OPEN = ["RETRYING", "PARKED", "HELD"] as const;

const FAMILIES: readonly Family[] = [
  {
    name: "inventory_update_lag_ms",
    help: "How old the oldest committed change is that some sink has not been given; 0 when all have been.",
    samples: (state) => [[updateLagMs(state)]],
  },
  {
    name: "stockfeed_feed_head_position",
    help: "The feed's newest position.",
    samples: ({ head }) => [[head]],
  },
  {
    name: "stockfeed_outbox_events",
    help: "Committed events that have no position yet, counted up to 100,000.",
    samples: ({ outbox }) => [[outbox.events]],
  },
  {
    name: "stockfeed_outbox_oldest_ms",
    help: "How old the oldest event without a position is.",
    samples: ({ outbox }) => [[outbox.oldestMs]],
  },
  {
    name: "stockfeed_relay_lease_held",
    help: "1 when some process holds the relay's lease, else nothing is sequenced or published.",
    samples: ({ relayed }) => [[relayed ? 1 : 0]],
  },
  {
    name: "stockfeed_sink_lag_events",
    help: "Events of the feed behind the sink's stored cursor.",
    labelNames: ["sink"],
    samples: ({ sinks }) => sinks.map(({ name, lagEvents }) => [name, lagEvents]),
  },
  {
    name: "stockfeed_sink_lag_ms",
    help: "How old the oldest event of the feed behind the sink's stored cursor is.",
    labelNames: ["sink"],
    samples: ({ sinks }) => sinks.map(({ name, lagMs }) => [name, lagMs]),
  },
  {
    name: "stockfeed_sink_state",
    help: "1 for the state that the sink is in.",
    labelNames: ["sink", "state"],
    samples: ({ sinks }) =>
      sinks.flatMap(({ name, state }) => STATES.map((each) => [name, each, each === state ? 1 : 0] as const)),
  },
  {
    name: "stockfeed_sink_open_events",
    help: "Events out of their order: RETRYING, PARKED, or HELD behind such a one; counted up to 10,000.",
    labelNames: ["sink", "state"],
    samples: ({ sinks }) =>
      sinks.flatMap(({ name, open }) => OPEN.map((state) => [name, state, open[state]] as const)),
  },
  {
    name: "stockfeed_dead_letters",
    help: "Messages of other services that could not be handled: OPEN until an operator decides, REDRIVING until they are sent again; each counted up to 10,000.",
    labelNames: ["source", "state"],
    samples: ({ deadLetters }) =>
      deadLetters.flatMap(({ source, OPEN, REDRIVING }) => [
        [source, "OPEN", OPEN] as const,
        [source, "REDRIVING", REDRIVING] as const,
      ]),
  },
  {
    name: "stockfeed_replay_done_ratio",
    help: "How far each replay under way has come, from 0 to 1.",
    labelNames: ["replay", "sink"],
    samples: ({ replays }) => replays.map(({ id, sink, done }) => [id, sink, done]),
  },
  {
    name: "stockfeed_feed_days_ahead",
    help: "Days beyond today whose partition of the feed is made already.",
    samples: ({ days }) => [[days.ahead]],
  },
  {
    name: "stockfeed_feed_oldest_days",
    help: "How many days ago the oldest part of the feed began; the newest one, which always stays, does not count.",
    samples: ({ days }) => [[days.oldest]],
  },
];

export interface WatchedDatabase {
  readonly gauges: Gauges;
  /** How long events are kept, by the configuration. */
  readonly retentionDays: number;
  readonly logger: Logger;
}

/** One statement a second at most, for all of them, however often it is scraped. */
export function watchDatabase(registry: Registry, watched: WatchedDatabase): void {
  const { gauges, retentionDays, logger } = watched;
  const told = <T>(ask: () => Promise<T>) =>
    remembered(1_000, () =>
      within(PATIENCE_MS, ask()).catch((error: unknown) => {
        logger.warn({ err: error }, "the database's metrics cannot be told");
        return null;
      }),
    );
  const pipeline = told(() => gauges.pipeline());
  for (const family of FAMILIES) gaugeAtScrape(registry, { ...family, ask: pipeline });
  const retention = {
    name: "stockfeed_feed_retention_days",
    help: "How many days events are kept that every sink has, by this process's configuration.",
  };
  new Gauge({ ...retention, registers: [registry] }).set(retentionDays);
  gaugeAtScrape<number>(registry, {
    name: "out_of_stock_products_total",
    help: "Products that are out of stock now: nothing of them is available in any warehouse. Discontinued ones are not counted.",
    ask: told(seldom(OUT_OF_STOCK_EVERY_MS, () => gauges.outOfStock())),
    samples: (count) => [[count]],
  });
}

/** A sink that was given up on has an alert of its own. */
function updateLagMs({ outbox, sinks }: PipelineGauges): number {
  const attached = sinks.filter(({ state }) => state !== "DETACHED");
  return Math.max(outbox.oldestMs, ...attached.map(({ lagMs }) => lagMs));
}
