import { describe, expect, it } from "@jest/globals";
import { toEnvelope } from "../../src/domain/events.js";
import { EVENT_TYPES, readEvent } from "../../src/kit/index.js";
import { Lanes } from "../../src/kit/lanes.js";
import { Positions } from "../../src/kit/positions.js";
import { asSent } from "../../src/kit/take.js";
import { BODIES, eventsFrom } from "../contract/sample-events.js";

const [sample] = eventsFrom(1, 1).map(toEnvelope);
const read = (change: object) => readEvent(JSON.stringify({ ...sample, ...change }));

describe("a message", () => {
  it("when a property is longer as text than AMQP's short strings are, then it is sent on without it", () => {
    // What 255 bytes that are no UTF-8 are read as.
    const properties = { messageId: "\ufffd".repeat(255), type: "x".repeat(255), headers: { a: 1 } };
    const message = { content: Buffer.from("body"), fields: { routingKey: "key" }, properties };
    expect(asSent(message as never)).toEqual({
      ...{ content: Buffer.from("body"), routingKey: "key" },
      properties: { type: properties.type, headers: { a: 1 } },
    });
  });

  it("when it is one of ours, of whatever type, then it is an event", () => {
    const kinds = eventsFrom(1, BODIES.length).map((event) => readEvent(JSON.stringify(toEnvelope(event))));
    expect(kinds.filter(({ kind }) => kind !== "event")).toEqual([]);
    expect(kinds.map((each) => each.kind === "event" && each.event.eventType).sort()).toEqual(
      [...EVENT_TYPES].sort(),
    );
  });

  it("when its minor version is higher than is known, then fields that are not known pass", () => {
    expect(read({ eventVersion: "1.7", weight: 3 })).toMatchObject({ kind: "event", event: { weight: 3 } });
  });

  it("when its major version is another, then it is refused, and says which", () => {
    const reason = expect.stringContaining(`${sample?.eventType} 2.0 is of an unknown major version`);
    expect(read({ eventVersion: "2.0" })).toEqual({ kind: "invalid", reason });
    expect(read({ eventVersion: "one" })).toMatchObject({ kind: "invalid" });
  });

  it("when its type is not known, then its envelope alone is looked at", () => {
    expect(
      read({ eventType: "ShelfPaintedEvent", eventVersion: "3.1", data: { colour: "red" } }),
    ).toMatchObject({
      kind: "unknown",
      event: { eventType: "ShelfPaintedEvent", data: { colour: "red" } },
    });
  });

  it.each([
    ["no JSON", "{"],
    ["no object", "[]"],
    ["without an id", JSON.stringify({ ...sample, eventId: undefined })],
    ["with data of another shape", JSON.stringify({ ...sample, data: { productVariantId: 7 } })],
  ])("when it is %s, then it is refused with a reason", (_, body) => {
    expect(readEvent(body)).toMatchObject({ kind: "invalid", reason: expect.stringMatching(/\w/) });
  });
});

describe("positions", () => {
  it("when one is left out, then what lies between is missing; what comes again is not", () => {
    const positions = new Positions();
    expect(positions.gapBefore(7)).toBeUndefined();
    positions.begin(7);
    expect(positions.gapBefore(8)).toBeUndefined();
    expect(positions.gapBefore(3)).toBeUndefined();
    expect(positions.gapBefore(11)).toEqual({ from: 8, until: 10 });
  });

  it("when the first of several is still under way, then nothing behind it counts as settled", () => {
    const positions = new Positions();
    for (const position of [5, 6, 7]) positions.begin(position);
    positions.settle(6);
    positions.settle(7);
    expect(positions.settled).toBe(4);
    positions.settle(5);
    expect(positions.settled).toBe(7);
  });

  it("when the session is lost, then all that was not settled is to come again", () => {
    const positions = new Positions();
    for (const position of [5, 6, 7]) positions.begin(position);
    positions.settle(5);
    positions.comeAgain();
    expect(positions.settled).toBe(5);
    expect(positions.gapBefore(7)).toEqual({ from: 6, until: 6 });
  });
});

describe("lanes", () => {
  it("when work of a key fails, then what is behind it is done all the same, after it", async () => {
    const lanes = new Lanes();
    const done: string[] = [];
    let release = (): void => undefined;
    const first = lanes.run("a", async () => {
      await new Promise<void>((resolve) => (release = resolve));
      throw new Error("no");
    });
    const second = lanes.run("a", async () => void done.push("second"));
    await lanes.run("b", async () => void done.push("other"));
    expect(done).toEqual(["other"]);
    release();
    await expect(first).rejects.toThrow("no");
    await second;
    await lanes.idle();
    expect(done).toEqual(["other", "second"]);
  });
});
