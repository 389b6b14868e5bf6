import { expect, it } from "@jest/globals";
import { readConfig } from "../../src/config.js";
import { DIALECTS } from "../../src/config/pipeline.js";
import { topology } from "../../src/messaging/rabbitmq-topology.js";

const read = (prefix: string) =>
  readConfig({ AMQP_URL: "amqp://127.0.0.1", AMQP_EXCHANGE_PREFIX: prefix }).broker;

it.each([["a".repeat(221)], ["amq."], ["amq.mine."], ["mi\nne."], ["my own."], ["größer."]])(
  "when the prefix is %j, then the start stops with one line that names the variable",
  (prefix) => {
    expect(() => read(prefix)).toThrow(/^AMQP_EXCHANGE_PREFIX must [^\n]*$/);
  },
);

it.each([["stage."], ["amqp."], ["a".repeat(220)]])(
  "when the prefix is %j, then every name fits into the broker's 255 bytes",
  (exchangePrefix) => {
    expect(read(exchangePrefix)).toMatchObject({ exchangePrefix });
    const names = Object.values(topology(exchangePrefix, DIALECTS)).flat();
    expect(Math.max(...names.map((name: string) => Buffer.byteLength(name)))).toBeLessThanOrEqual(255);
  },
);
