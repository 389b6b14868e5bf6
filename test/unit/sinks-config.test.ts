import { expect, it } from "@jest/globals";
import { readConfig } from "../../src/config.js";

const AMQP_URL = "amqp://127.0.0.1";
const shared = { DATABASE_URL: "postgresql://127.0.0.1/none", REDIS_URL: "redis://127.0.0.1" };

it("when nothing is said, then every sink there is gets events, in the canonical words", () => {
  expect(readConfig({ AMQP_URL }).pipeline).toMatchObject({ sinks: null, dialects: {} });
});

it("when sinks and dialects are named, then it is those, each once", () => {
  const { pipeline } = readConfig({
    AMQP_URL,
    EVENT_SINKS: "live, rabbitmq",
    EVENT_DIALECTS: "rabbitmq = canonical + lomash+saga+lomash",
  });

  expect(pipeline.sinks).toEqual(["live", "rabbitmq"]);
  expect(pipeline.dialects).toEqual({ rabbitmq: ["canonical", "lomash", "saga"] });
});

it.each([
  [{ EVENT_SINKS: "kafka" }, 'EVENT_SINKS names "kafka"; known are rabbitmq, live, cache.'],
  [{ EVENT_SINKS: "rabbitmq" }, "EVENT_SINKS names rabbitmq, but AMQP_URL is not set."],
  [{ EVENT_DIALECTS: "rabbitmq=lomash" }, "EVENT_DIALECTS names rabbitmq, but AMQP_URL is not set."],
  [
    { AMQP_URL, EVENT_SINKS: "live", EVENT_DIALECTS: "rabbitmq=lomash" },
    "EVENT_DIALECTS names rabbitmq, but EVENT_SINKS leaves it out.",
  ],
  [{ AMQP_URL, EVENT_DIALECTS: "live=lomash" }, 'EVENT_DIALECTS names the sink "live"; known are rabbitmq.'],
  [
    { AMQP_URL, EVENT_DIALECTS: "rabbitmq=" },
    'EVENT_DIALECTS names ""; known are canonical, lomash, saga, publisher.',
  ],
  [
    { AMQP_URL, EVENT_DIALECTS: "rabbitmq=canonical=lomash" },
    'EVENT_DIALECTS names "canonical=lomash"; known are canonical, lomash, saga, publisher.',
  ],
  [{ AMQP_URL, EVENT_DIALECTS: "rabbitmq=saga,rabbitmq=lomash" }, "EVENT_DIALECTS names a sink twice."],
])("when %j is set, then the start stops with one line", (variables, told) => {
  expect(() => readConfig(variables)).toThrow(told);
});

it("when another process relays, then what is named is for that one to have", () => {
  const settings = { ...shared, EVENT_SINKS: "rabbitmq", EVENT_DIALECTS: "rabbitmq=saga" };

  expect(readConfig({ ...settings, ROLES: "api" }).pipeline.sinks).toEqual(["rabbitmq"]);
});
