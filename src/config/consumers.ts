import { MAX_TTL_SECONDS } from "../domain/commands.js";
import { ConfigError, type Environment } from "./environment.js";

/** The other services whose messages are consumed. */
export const SOURCES = ["product", "order", "payment"] as const;
export type SourceName = (typeof SOURCES)[number];

export interface SourceConfig {
  readonly name: SourceName;
  readonly bindings: readonly { readonly exchange: string; readonly pattern: string }[];
}

export interface ConsumersConfig {
  readonly sources: readonly SourceConfig[];
  /** Messages of each source that are under way at the same time. */
  readonly prefetch: number;
  /** Pauses before a message comes again that could not be carried out. */
  readonly retryStepsSeconds: readonly number[];
  readonly orders: {
    /** What becomes of an order that was created elsewhere: held, or sold at once. */
    readonly created: "RESERVE" | "DECREMENT";
    /** 0 = until a message ends the order. */
    readonly holdTtlSeconds: number;
  };
}

interface Default {
  readonly exchange: string;
  readonly keys: string;
}

const DEFAULTS: Readonly<Record<SourceName, Default>> = {
  product: { exchange: "product.events", keys: "product.variant.*" },
  // The inventory sync document's topic, on either exchange.
  order: { exchange: "order.events", keys: "order.*,lomash.orders.created,lomash:lomash.orders.created" },
  payment: { exchange: "payment.events", keys: "payment.*" },
};

const MAX_STEPS = 10;
const MAX_STEP_SECONDS = 86_400;
/** AMQP's, in bytes. */
const LONGEST_NAME = 255;

/** As many as a group commit carries out. */
const PREFETCH = 256;

/** @param answers Whether the process has callers as well: what is taken beyond one batch would stand before them. */
export function readConsumers(environment: Environment, answers: boolean): ConsumersConfig {
  const names = [...new Set(environment.listOf("CONSUME_SOURCES", SOURCES) ?? SOURCES)];
  return {
    sources: names.map((name) => ({ name, bindings: bindingsOf(name, environment) })),
    prefetch: environment.integer("CONSUME_PREFETCH", answers ? PREFETCH : 2 * PREFETCH, 1, 10_000),
    retryStepsSeconds: stepsIn(environment.text("CONSUME_RETRY_STEPS_SECONDS") ?? "5,30,300,1800"),
    orders: {
      created:
        environment.oneOf("ORDER_CREATED_POLICY", ["reserve", "decrement"] as const, "reserve") === "reserve"
          ? "RESERVE"
          : "DECREMENT",
      holdTtlSeconds: environment.integer("ORDER_HOLD_TTL_SECONDS", 0, 0, MAX_TTL_SECONDS),
    },
  };
}

/** Such as `order.*,lomash:lomash.orders.created`: what stands before a colon is another exchange. */
function bindingsOf(name: SourceName, environment: Environment): SourceConfig["bindings"] {
  const exchangeVariable = `CONSUME_${name.toUpperCase()}_EXCHANGE`;
  const keysVariable = `CONSUME_${name.toUpperCase()}_KEYS`;
  const exchange = environment.text(exchangeVariable) ?? DEFAULTS[name].exchange;
  checkName(exchange, exchangeVariable);
  return (environment.text(keysVariable) ?? DEFAULTS[name].keys).split(",").map((each) => {
    const [before = "", ...after] = each.trim().split(":");
    const binding =
      after.length === 0 ? { exchange, pattern: before } : { exchange: before, pattern: after.join(":") };
    checkName(binding.exchange, keysVariable);
    checkName(binding.pattern, keysVariable);
    return binding;
  });
}

function checkName(name: string, variable: string): void {
  if (/^[!-~]{1,200}$/.test(name) && !name.startsWith("amq.")) return;
  throw new ConfigError(
    `${variable} names "${name}": exchanges and routing keys are 1 to 200 printable ASCII characters without spaces, and do not begin with "amq.".`,
  );
}

function stepsIn(value: string): readonly number[] {
  const steps = value.split(",").map((each) => (/^\s*\d+(\.\d+)?\s*$/.test(each) ? Number(each) : NaN));
  const right = steps.every((step) => step >= 0.01 && step <= MAX_STEP_SECONDS);
  if (right && steps.length <= MAX_STEPS && new Set(steps).size === steps.length) return steps;
  throw new ConfigError(
    `CONSUME_RETRY_STEPS_SECONDS must be 1 to ${MAX_STEPS} different numbers from 0.01 to ${MAX_STEP_SECONDS}, comma separated, not "${value}".`,
  );
}

/** The longest name of a queue must fit into what AMQP has for it. */
export function rejectLongNames(
  { sources, retryStepsSeconds }: ConsumersConfig,
  exchangePrefix: string,
): void {
  const longest = Math.max(
    ...sources.flatMap(({ name, bindings }) => [
      ...retryStepsSeconds.map((step) => `inventory.${name}.retry.${step}`.length),
      ...bindings.map(({ exchange }) => exchange.length),
    ]),
  );
  if (exchangePrefix.length + longest <= LONGEST_NAME) return;
  throw new ConfigError(
    `AMQP_EXCHANGE_PREFIX is too long for the queues of what is consumed: at most ${LONGEST_NAME - longest} characters.`,
  );
}
