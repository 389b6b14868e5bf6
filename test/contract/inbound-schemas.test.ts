import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { Ajv2020 } from "ajv/dist/2020.js";
import { createDecoder } from "../../src/consumers/decode.js";
import { KINDS, typesOf } from "../../src/consumers/kinds.js";
import { inboundSchemas } from "../../src/consumers/schemas/documents.js";

const FOLDER = new URL("../../inbound-schemas/", import.meta.url);
const ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false });
const decode = createDecoder();

const VARIANT = { productVariantId: "v" };
const LINES = { orderId: "o", lines: [{ ...VARIANT, quantity: 2 }] };
const SAMPLES: Readonly<Record<string, readonly [good: object, bad: object]>> = {
  ProductVariantCreated: [
    { ...VARIANT, initialStock: 3 },
    { ...VARIANT, initialStock: 0.5 },
  ],
  ProductVariantUpdated: [{ productId: "v", status: null, isOrderable: false }, { status: "ACTIVE" }],
  ProductVariantDeleted: [VARIANT, {}],
  OrderCreated: [LINES, { orderId: "o", lines: [] }],
  OrderCancelled: [{ orderId: "o" }, { orderId: "" }],
  PaymentFailed: [{ orderId: "o" }, { order: "o" }],
  OrderFraudulent: [{ orderId: "o" }, { orderId: null }],
  OrderConfirmedForShipment: [{ orderId: "o" }, { orderId: "o", productVariantId: "v" }],
  ReturnProcessed: [{ ...VARIANT, quantityReturned: 1 }, { orderId: "o" }],
};

describe("inbound-schemas/", () => {
  it("when the kinds of messages are listed, then each has a file, and nothing else has", () => {
    expect(readdirSync(FOLDER).sort()).toEqual(KINDS.map(({ names }) => `${names[0]}Event.json`).sort());
    expect(Object.keys(SAMPLES).sort()).toEqual(KINDS.map(({ names }) => names[0]).sort());
  });

  it.each(KINDS.map((kind) => [kind.names[0] as string, kind] as const))(
    "when a %s is held against its file, then that says what the service says",
    (name, kind) => {
      const schema = JSON.parse(readFileSync(new URL(`${name}Event.json`, FOLDER), "utf8")) as object;
      expect(schema).toEqual(inboundSchemas().find(({ type }) => type === `${name}Event`)?.schema);
      const fits = ajv.compile(schema);
      const [good, bad] = SAMPLES[name] ?? [{}, {}];
      for (const eventType of typesOf(kind)) {
        for (const [data, expected] of [
          [good, true],
          [bad, false],
        ] as const) {
          for (const body of [
            { eventId: "e", eventType, eventVersion: "1.1", data },
            { eventId: "e", eventType, version: 1, metadata: { userId: "u" }, payload: data },
            { eventId: "e", eventType, timestamp: "now", version: "1.0", payload: data },
          ]) {
            const properties = { messageId: null, type: null, correlationId: null, headers: {} };
            const content = Buffer.from(JSON.stringify(body));
            const understood = decode({ content, properties, routingKey: "", attempt: 0 }).ok;
            expect([body, fits(body), understood]).toEqual([body, expected, expected]);
          }
        }
      }
    },
  );
});
