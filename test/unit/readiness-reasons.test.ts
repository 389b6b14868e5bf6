import { describe, expect, it } from "@jest/globals";
import {
  deliveryFault,
  failedEventsFault,
  outboxFault,
  sinkFault,
} from "../../src/http/readiness-reasons.js";
import type { PipelineGauges, SinkGauges } from "../../src/ports/gauges.js";

const SINK: SinkGauges = {
  ...{ name: "rabbitmq", state: "RUNNING", lagEvents: 0, lagMs: 0 },
  open: { RETRYING: 0, PARKED: 0, HELD: 0 },
};
const gauges = (over: Partial<PipelineGauges>): PipelineGauges => ({
  ...{ head: 7, outbox: { events: 0, oldestMs: 0 }, relayed: true, days: { ahead: 2, oldest: 0 } },
  ...{ sinks: [SINK], replays: [], deadLetters: [] },
  ...over,
});
const sinks = (...over: Partial<SinkGauges>[]) =>
  gauges({ sinks: over.map((each) => ({ ...SINK, ...each })) });

describe("the outbox", () => {
  it("when nothing waits, or not for long, then nothing is wrong, whoever relays", () => {
    expect(outboxFault(gauges({ relayed: false }))).toBeNull();
    expect(outboxFault(gauges({ outbox: { events: 9, oldestMs: 9_000 } }))).toBeNull();
  });

  it("when events wait for long, then it says how many, how long, and whether somebody relays", () => {
    const outbox = { events: 12, oldestMs: 31_400 };
    expect(outboxFault(gauges({ outbox, relayed: false }))).toBe(
      "12 events wait for a position, the oldest for 31 s: no process relays.",
    );
    expect(outboxFault(gauges({ outbox: { ...outbox, events: 100_000 } }))).toBe(
      "100000 events or more wait for a position, the oldest for 31 s: the relay does not keep up.",
    );
  });
});

describe("delivery", () => {
  it("when sinks keep up, then nothing is wrong", () => {
    expect(deliveryFault(sinks({ lagEvents: 40, lagMs: 59_000 }))).toBeNull();
  });

  it("when one is detached and one is behind, then both are named", () => {
    const state = sinks({ name: "live", state: "DETACHED" }, { lagEvents: 1, lagMs: 90_000 });
    expect(deliveryFault(state)).toBe(
      "live is detached, and gets no events. rabbitmq is 1 event and 90 s behind.",
    );
  });
});

describe("failed events", () => {
  const parked = (...counts: number[]) =>
    sinks(...counts.map((PARKED) => ({ open: { ...SINK.open, PARKED } })));

  it("when as many are parked as may be, then nothing is wrong; with one more, it is", () => {
    expect(failedEventsFault(parked(4, 6), 10)).toBeNull();
    expect(failedEventsFault(parked(4, 7), 10)).toBe(
      "11 events parked, more than 10: they wait for an operator.",
    );
  });
});

describe("a sink of this process", () => {
  it("when its breaker is closed, then what its connection says counts", () => {
    expect([sinkFault(null, null, 0), sinkFault(null, "gone", 0)]).toEqual([null, "gone"]);
  });

  it("when its breaker is open, then it says since when, and why if that is known", () => {
    expect(sinkFault(1_000, null, 31_000)).toBe("Paused by its breaker for 30 s.");
    expect(sinkFault(1_000, "gone", 31_000)).toBe("Paused by its breaker for 30 s: gone");
  });
});
