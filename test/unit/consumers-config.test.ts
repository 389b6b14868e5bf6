import { describe, expect, it } from "@jest/globals";
import { readConfig } from "../../src/config.js";
import { readConsumers } from "../../src/config/consumers.js";
import { Environment } from "../../src/config/environment.js";

const DATABASE_URL = "postgresql://localhost/stock";
const read = (variables: Record<string, string> = {}) => readConsumers(new Environment(variables), true);

describe("the configuration of what is consumed", () => {
  it("when nothing is set, then all three sources are, by the documents' exchanges and keys", () => {
    expect(read()).toEqual({
      sources: [
        { name: "product", bindings: [{ exchange: "product.events", pattern: "product.variant.*" }] },
        {
          name: "order",
          bindings: [
            { exchange: "order.events", pattern: "order.*" },
            { exchange: "order.events", pattern: "lomash.orders.created" },
            { exchange: "lomash", pattern: "lomash.orders.created" },
          ],
        },
        { name: "payment", bindings: [{ exchange: "payment.events", pattern: "payment.*" }] },
      ],
      prefetch: 256,
      retryStepsSeconds: [5, 30, 300, 1800],
      orders: { created: "RESERVE", holdTtlSeconds: 0 },
    });
  });

  it("when the process answers nobody, then it takes the next batch while one is carried out", () => {
    const taken = (variables: Record<string, string>) =>
      readConfig({ AMQP_URL: "amqp://localhost", REDIS_URL: "redis://localhost", DATABASE_URL, ...variables })
        .consumers.prefetch;
    expect(taken({ ROLES: "consumer" })).toBe(512);
    expect(taken({ ROLES: "api,consumer" })).toBe(256);
    expect(taken({ ROLES: "consumer", CONSUME_PREFETCH: "100" })).toBe(100);
  });

  it("when names are set, then they are used", () => {
    const { sources, retryStepsSeconds, orders } = read({
      ...{ CONSUME_SOURCES: "order,order", CONSUME_ORDER_EXCHANGE: "shop", CONSUME_ORDER_KEYS: "a.#, b:c:d" },
      ...{ CONSUME_RETRY_STEPS_SECONDS: "0.5, 2", ORDER_CREATED_POLICY: "decrement" },
    });
    const bindings = [
      { exchange: "shop", pattern: "a.#" },
      { exchange: "b", pattern: "c:d" },
    ];
    expect(sources).toEqual([{ name: "order", bindings }]);
    expect([retryStepsSeconds, orders.created]).toEqual([[0.5, 2], "DECREMENT"]);
  });

  it.each([
    ["CONSUME_SOURCES", "orders"],
    ["CONSUME_PREFETCH", "0"],
    ["CONSUME_RETRY_STEPS_SECONDS", "5,5"],
    ["CONSUME_RETRY_STEPS_SECONDS", "0"],
    ["CONSUME_RETRY_STEPS_SECONDS", "1,,2"],
    ["CONSUME_RETRY_STEPS_SECONDS", "1,2,3,4,5,6,7,8,9,10,11"],
    ["CONSUME_ORDER_EXCHANGE", "amq.topic"],
    ["CONSUME_PAYMENT_KEYS", "payment.*,"],
    ["ORDER_CREATED_POLICY", "RESERVE"],
    ["ORDER_HOLD_TTL_SECONDS", "-1"],
  ])("when %s is %s, then the start ends with its name", (name, value) => {
    expect(() => read({ [name]: value })).toThrow(name);
  });

  it("when the queues' names would be too long, then the prefix is to blame", () => {
    const variables = {
      AMQP_URL: "amqp://localhost",
      AMQP_EXCHANGE_PREFIX: "x".repeat(220),
      CONSUME_ORDER_EXCHANGE: "e".repeat(40),
    };
    expect(() => readConfig(variables)).toThrow(/^AMQP_EXCHANGE_PREFIX is too long.*at most 215/);
    expect(() =>
      readConfig({ ...variables, ROLES: "api,relay,scheduler", DATABASE_URL: "postgres://x" }),
    ).not.toThrow();
  });

  it("when a process that only consumes has no broker, then it has nothing to consume", () => {
    const variables = { ROLES: "consumer", DATABASE_URL: "postgres://x", REDIS_URL: "redis://x" };
    expect(() => readConfig(variables)).toThrow(/AMQP_URL/);
  });
});
