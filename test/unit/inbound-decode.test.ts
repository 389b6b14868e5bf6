import { gzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { createDecoder } from "../../src/consumers/decode.js";
import { jsonFault } from "../../src/consumers/json-fault.js";
import { KINDS, typesOf } from "../../src/consumers/kinds.js";
import type { InboundMessage } from "../../src/ports/event-source.js";

const decode = createDecoder();

function message(body: unknown, contentEncoding: string | null = null): InboundMessage {
  const content = Buffer.isBuffer(body)
    ? body
    : Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  const properties = { messageId: null, type: null, correlationId: null, contentEncoding, headers: {} };
  return { content, routingKey: "order.created", properties, attempt: 0 };
}

const reasonOf = (body: unknown, contentEncoding?: string): string => {
  const decoded = decode(message(body, contentEncoding));
  return decoded.ok ? "it is understood" : decoded.reason;
};

const lines = [{ productVariantId: "v", quantity: 1 }];
const order = (data: unknown, more: object = {}) => ({
  eventId: "e",
  eventType: "OrderCreatedEvent",
  eventVersion: "1.0",
  data,
  ...more,
});
const text = JSON.stringify(order({ orderId: "o", lines }));

describe("a message of another service", () => {
  it.each([
    ["the event publishing document", order({ orderId: "o", lines }, { correlationId: "c", userId: "u" })],
    [
      "the publisher component's",
      {
        ...{ eventId: "e", eventType: "OrderCreated", aggregateId: "a", aggregateType: "Order", version: 1 },
        metadata: { correlationId: "c", causationId: "x", userId: "u" },
        payload: { orderId: "o", lines },
      },
    ],
  ])("when it is in the envelope of %s, then all of it is understood", (_name, body) => {
    expect(decode(message(body))).toMatchObject({
      ok: true,
      event: {
        eventId: "e",
        correlationId: "c",
        userId: "u",
        payload: { orderId: "o", lines },
        lane: "order o",
      },
    });
  });

  it.each([
    ["2026-01-02T03:04:05.678Z", Date.UTC(2026, 0, 2, 3, 4, 5, 678)],
    ["2026-01-02T05:04:05+02:00", Date.UTC(2026, 0, 2, 3, 4, 5)],
    ["2026-01-02T03:04:05.678", Date.UTC(2026, 0, 2, 3, 4, 5, 678)],
    ["yesterday", null],
    ["1950-01-01T00:00:00Z", null],
    [null, null],
    [undefined, null],
  ])("when its timestamp is %s, then that is when it was said, if it is a time", (timestamp, saidAt) => {
    expect(decode(message(order({ orderId: "o", lines }, { timestamp })))).toMatchObject({
      event: { saidAt },
    });
  });

  it("when it is in the sync document's envelope, then its id is its correlation, too", () => {
    const payload = { orderId: "o", items: [{ productId: "p", quantity: 2 }] };
    const body = {
      eventId: "e",
      eventType: "order-created",
      timestamp: "2026-01-01",
      version: "1.0",
      payload,
    };
    expect(decode(message(body))).toMatchObject({
      ok: true,
      event: { correlationId: "e", userId: null, payload },
    });
  });

  it("when types are listed, then each name is one kind's, and is known with Event behind it", () => {
    const types = KINDS.flatMap(typesOf);
    expect(new Set(types).size).toBe(types.length);
    for (const name of [
      "OrderCreated",
      "OrderCreatedEvent",
      "order-created",
      "PaymentFailed",
      "OrderPaymentFailedEvent",
    ])
      expect(types).toContain(name);
  });

  it.each<[string, unknown, string]>([
    ["is empty", "", "The body is empty."],
    ["is no JSON", "{'a': 1}", "The body is not JSON."],
    ["is cut off", text.slice(0, -2), "The body is not JSON."],
    ["is an array", "[]", "The body is not a JSON object."],
    ["is null", "null", "The body is not a JSON object."],
    [
      "is not UTF-8",
      Buffer.concat([Buffer.from('{"eventId":"'), Buffer.from([0xff]), Buffer.from('"}')]),
      "The body is not UTF-8.",
    ],
    ["is UTF-16", Buffer.from(text, "utf16le"), "The body is not JSON."],
    ["is compressed", gzipSync(text), "The body is compressed: it must be plain JSON."],
    [
      "is deep",
      `{"data":${"[".repeat(5_000)}${"]".repeat(5_000)}}`,
      `/data${"/0".repeat(31)} is deeper than 32 levels.`,
    ],
    ["has a field twice", '{"eventId":"a","eventId":"b"}', "/eventId is there twice."],
    [
      "has a field twice, once escaped",
      '{"data":{"orderId":"a","order\\u0049d":"b"}}',
      "/data/orderId is there twice.",
    ],
    [
      "has a key of the language",
      '{"data":{"__proto__":{"orderId":"o"}}}',
      "/data/__proto__ is not a name of a field.",
    ],
    ["has no type", { eventId: "e", data: {} }, "/eventType must be string"],
    [
      "has an unknown type",
      order({}, { eventType: "OrderPaintedEvent" }),
      '/eventType "OrderPaintedEvent" is none that is consumed',
    ],
    [
      "has a type of the language",
      order({}, { eventType: "constructor" }),
      '/eventType "constructor" is none that is consumed',
    ],
    ["has no data", { eventId: "e", eventType: "OrderCreatedEvent" }, "/ must have data or payload"],
    [
      "is of another major version",
      order({ orderId: "o", lines }, { eventVersion: "2.0" }),
      '/eventVersion must be 1, or a minor version of it, not "2.0"',
    ],
    [
      "has a number for a version",
      order({ orderId: "o", lines }, { eventVersion: 1 }),
      "/eventVersion must be 1, or a minor version of it, not 1",
    ],
    ["has data that is none", order("none"), "/data must be object"],
    ["has no id", { ...order({ orderId: "o", lines }), eventId: undefined }, "/ must have eventId"],
    ["has an id that is a number", order({ orderId: "o", lines }, { eventId: 7 }), "/eventId must be string"],
    [
      "has an id that is too long",
      order({ orderId: "o", lines }, { eventId: "e".repeat(65) }),
      "/eventId must NOT have more than 64 characters",
    ],
    [
      "has a huge id",
      order({ orderId: "o", lines }, { eventId: "e".repeat(500_000) }),
      "/eventId must NOT have more than 64 characters",
    ],
    [
      "has NUL in its id",
      order({ orderId: "o", lines }, { eventId: "a\u0000" }),
      "/eventId must not have NUL or lone surrogates",
    ],
    [
      "has half a character in its order",
      order({ orderId: "\ud800", lines }),
      "/data/orderId must not have NUL or lone surrogates",
    ],
    [
      "has an object for a correlation",
      order({ orderId: "o", lines }, { correlationId: {} }),
      "/correlationId must be string,null",
    ],
    ["has no order", order({ lines }), "/data must have orderId"],
    ["has no lines", order({ orderId: "o" }), "/data must have lines or items"],
    [
      "has lines that are none",
      order({ orderId: "o", lines: [] }),
      "/data/lines must NOT have fewer than 1 items",
    ],
    [
      "has too many lines",
      order({ orderId: "o", lines: Array(251).fill(lines[0]) }),
      "/data/lines must NOT have more than 250 items",
    ],
    [
      "has a line of nothing",
      order({ orderId: "o", lines: [{ quantity: 1 }] }),
      "/data/lines/0 must have productVariantId or productId",
    ],
    [
      "has 0 units",
      order({ orderId: "o", lines: [{ productVariantId: "v", quantity: 0 }] }),
      "/data/lines/0/quantity must be >= 1",
    ],
    [
      "has part of a unit",
      order({ orderId: "o", lines: [{ productVariantId: "v", quantity: 1.5 }] }),
      "/data/lines/0/quantity must be integer",
    ],
    [
      "has text for units",
      order({ orderId: "o", lines: [{ productVariantId: "v", quantity: "1" }] }),
      "/data/lines/0/quantity must be integer",
    ],
    [
      "has more than 32 bits",
      order({ orderId: "o", lines: [{ productVariantId: "v", quantity: 2 ** 31 }] }),
      "/data/lines/0/quantity must be <= 2147483647",
    ],
    [
      "has more than a number",
      text.replace('"quantity":1', '"quantity":1e400'),
      "/data/lines/0/quantity must be integer",
    ],
  ])("when it %s, then it is dead, and the reason names the field", (_what, body, reason) => {
    expect(reasonOf(body)).toBe(reason);
  });

  it("when it says to be encoded, then it is dead", () => {
    expect(reasonOf(text, "gzip")).toBe('The body is encoded ("gzip"): it must be plain JSON.');
    expect(reasonOf(text, "utf-8")).toBe("it is understood");
  });

  it.each<[string, object, string]>([
    [
      "ReturnProcessed",
      { productVariantId: "v" },
      "/data must have lines or items or quantity or quantityReturned or quantitySold",
    ],
    [
      "ReturnProcessed",
      { quantityReturned: 1 },
      "/data must have lines or items or productVariantId or productId",
    ],
    [
      "OrderConfirmedForShipment",
      { orderId: "o", productVariantId: "v" },
      "/data must have quantity or quantityReturned or quantitySold or lines or items",
    ],
    [
      "OrderConfirmedForShipment",
      { orderId: "o", quantity: 2 },
      "/data must have productVariantId or productId or lines or items",
    ],
    [
      "ProductVariantUpdated",
      { productVariantId: "v", isOrderable: "no" },
      "/data/isOrderable must be boolean,null",
    ],
    ["ProductVariantCreated", { productVariantId: "v", initialStock: -1 }, "/data/initialStock must be >= 0"],
  ])("when a %s says %j, then the reason names what is missing", (eventType, data, reason) => {
    expect(reasonOf(order(data, { eventType }))).toBe(reason);
  });

  it("when it says more than anybody reads, then that is passed over", () => {
    const data = {
      orderId: "o",
      lines: [{ ...lines[0], colour: "red" }],
      total: { amount: 1e300 },
      notes: null,
    };
    expect(reasonOf(order(data, { traceId: [1] }))).toBe("it is understood");
  });

  it("when it is any bytes at all, then it is judged, with a reason that can be stored", () => {
    const bodies = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
      fc.json().map((each) => Buffer.from(each)),
      fc
        .tuple(fc.nat(text.length), fc.string({ maxLength: 3 }))
        .map(([at, put]) => Buffer.from(text.slice(0, at) + put + text.slice(at + 1))),
      fc.object({ maxDepth: 4 }).map((data) => Buffer.from(JSON.stringify(order(data)))),
    );
    fc.assert(
      fc.property(bodies, (body) => {
        const decoded = decode(message(body));
        if (decoded.ok) return expect(decoded.event.eventId.length).toBeGreaterThan(0);
        expect(decoded.reason).not.toBe("");
        expect(decoded.reason.includes("\u0000")).toBe(false);
        expect(decoded.reason.isWellFormed()).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it("when JSON has no field twice, then nothing is found in it", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 8 }), (json) => {
        const fault = jsonFault(json);
        if (fault !== null) expect(fault).toMatch(/is not a name of a field/);
      }),
      { numRuns: 500 },
    );
  });
});
