import { createRequire } from "node:module";
import { describe, expect, it } from "@jest/globals";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { HEADERS } from "../../src/messaging/header-descriptions.js";
import { asReplayed } from "../../src/messaging/marked-messages.js";
import { ROUTING_KEYS } from "../../src/messaging/routing-keys.js";
import { toMessage } from "../../src/messaging/event-message.js";
import { canonical } from "../../src/messaging/dialects/canonical.js";
import type { Telling } from "../../src/messaging/dialects/dialect.js";
import { BODIES, eventAt } from "./sample-events.js";

const require = createRequire(import.meta.url);
const document = require("../../asyncapi.json") as {
  readonly channels: Readonly<Record<string, { readonly address: string }>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
};
const specification = require("@asyncapi/specs/schemas/3.0.0-without-$id.json") as object;

/** AsyncAPI's own schema is of draft 7. */
function validator(schema: object) {
  const ajv = new Ajv({ strict: false, logger: false });
  addFormats.default(ajv);
  return ajv.compile(schema);
}

describe("asyncapi.json", () => {
  it("when it is held against AsyncAPI's own schema, then it is a document of version 3.0.0", () => {
    const fits = validator(specification);
    expect([fits(document), fits.errors]).toEqual([true, null]);
  });

  it("when it refers to a part of itself, then the part is there", () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(
      ([, path]) => path,
    );
    expect(references.length).toBeGreaterThan(100);
    for (const path of references) {
      const part = path
        ?.split("/")
        .reduce<unknown>((whole, key) => (whole as Record<string, unknown>)?.[key], document);
      expect([path, part]).toEqual([path, expect.anything()]);
    }
  });

  it("when its channels are listed, then there is one for each type of event, by its routing key", () => {
    // Those of what comes in are queues.
    const sent = Object.entries(document.channels).filter(([name]) => !name.startsWith("inventory."));
    const addresses = sent.map(([type, { address }]) => [type, address]);
    expect(Object.fromEntries(addresses)).toEqual(ROUTING_KEYS);
  });

  it.each(BODIES.map(({ type }, index) => [type, index + 1] as const))(
    "when %s is sent, then its message and its headers are as described",
    (type, position) => {
      const event = eventAt(position, {
        traceParent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
      });
      const message = toMessage(event, canonical(event)[0] as Telling);
      const [payload, headers] = [validator(document.components.schemas[type] as object), validator(HEADERS)];
      expect([payload(JSON.parse(message.content.toString())), payload.errors]).toEqual([true, null]);
      const target = { kind: "queue", name: "again", replayId: "replay-1" } as const;
      const [replayed] = asReplayed([{ messages: [message] }], target);
      if (!replayed || !("messages" in replayed)) throw new Error("it was not written");
      for (const { properties } of [message, ...replayed.messages]) {
        expect([headers(properties.headers), headers.errors]).toEqual([true, null]);
        const described = new Set(Object.keys(HEADERS.properties));
        expect(Object.keys(properties.headers).filter((name) => !described.has(name))).toEqual([]);
      }
    },
  );
});
