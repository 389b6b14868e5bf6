import { Writable } from "node:stream";
import { describe, expect, it } from "@jest/globals";
import { Outlet, type Ending, type Tally } from "../../src/graphql/live/outlet.js";
import { Outlets } from "../../src/graphql/live/outlets.js";
import { eventually } from "../support/eventually.js";

const LIMIT = 64;

/** A connection whose other side reads nothing until it is told to. */
function connection() {
  let taken: (() => void)[] = [];
  const stream = new Writable({
    highWaterMark: 16,
    decodeStrings: false,
    write: (_frame, _encoding, done) => void taken.push(done),
  });
  const read = () => {
    for (let done = taken.shift(); done; done = taken.shift()) done();
    taken = [];
  };
  return { stream, read };
}

function open(patienceMs = 60_000) {
  const { stream, read } = connection();
  const tally: Tally = { written: 0, ended: new Map() };
  const hungUp: Ending[] = [];
  const hangUp = (why: Ending) => void hungUp.push(why);
  const write = (frame: string) => stream.write(frame);
  const outlet = new Outlet({ stream, write, limit: LIMIT, patienceMs, hangUp, tally });
  return { stream, read, tally, hungUp, outlet };
}

function subscriber(outlet: Outlet) {
  let ended = 0;
  const it = {
    end() {
      ended += 1;
      outlet.delete(it, undefined);
    },
    get ended() {
      return ended;
    },
  };
  outlet.add(it);
  return it;
}

const FRAME = "x".repeat(LIMIT);

describe("a connection that is full", () => {
  it("when it is read in time, then who waits goes on, and nobody is hung up on", async () => {
    const { outlet, read, hungUp } = open();
    outlet.write(FRAME);
    const rooms = [outlet.room(), outlet.room()];
    expect(outlet.full).toBe(true);
    await eventually(() => {
      read();
      expect(outlet.full).toBe(false);
    });
    expect(await Promise.all(rooms)).toEqual([true, true]);
    expect(hungUp).toEqual([]);
  });

  it("when others have filled it, then its patience ends all the same", async () => {
    const { outlet, stream, hungUp } = open(20);
    stream.write(FRAME);
    const room = outlet.room();
    expect(await room).toBe(false);
    expect(hungUp).toEqual(["behind"]);
  });

  it("when it is closed meanwhile, then each of its subscriptions ends once, and no timer is left", async () => {
    const { outlet, stream, tally, hungUp } = open(20);
    const both = [subscriber(outlet), subscriber(outlet)];
    outlet.write(FRAME);
    const room = outlet.room();
    outlet.close("token_expired");
    outlet.close("behind");
    expect(await room).toBe(false);
    const closed = new Promise((resolve) => stream.once("close", resolve));
    stream.destroy();
    await closed;
    expect(hungUp).toEqual(["token_expired"]);
    expect(both.map(({ ended }) => ended)).toEqual([1, 1]);
    expect([...tally.ended]).toEqual([["token_expired", 2]]);
  });
});

describe("a connection that is closed", () => {
  it("when it is written to or joined, then nothing is written, and who joins ends at once", () => {
    const { outlet, stream, tally } = open();
    outlet.close("stopping");
    outlet.write(FRAME);
    expect([stream.writableLength, tally.written]).toEqual([0, 0]);
    expect(subscriber(outlet).ended).toBe(1);
  });

  it("when its other side has left, then its subscriptions end, and none is hung up on", async () => {
    const { outlet, stream, tally, hungUp } = open();
    const one = subscriber(outlet);
    stream.destroy();
    await eventually(() => expect(one.ended).toBe(1));
    outlet.close("stopping");
    expect(hungUp).toEqual([]);
    expect([...tally.ended]).toEqual([["client", 1]]);
  });
});

describe("the connections of a node", () => {
  const ALL = { limit: LIMIT, patienceMs: 60_000, keepAliveMs: 64 };

  it("when time goes by, then each is given a beat, but for one that is full", async () => {
    const outlets = new Outlets(ALL);
    const beats = [0, 0];
    const [idle, full] = [0, 1].map((index) => {
      const { stream } = connection();
      const beat = () => void (beats[index] = (beats[index] ?? 0) + 1);
      return outlets.open("socket", {
        stream,
        beat,
        hangUp: () => stream.destroy(),
        write: (f) => stream.write(f),
      });
    });
    full?.write(FRAME);
    await eventually(() => expect(beats[0]).toBeGreaterThan(2));
    expect(beats[1]).toBe(0);
    expect([idle?.buffered, outlets.buffered()]).toEqual([0, { sum: LIMIT, most: LIMIT }]);
    outlets.close();
    await outlets.emptied();
    expect(outlets.size("socket")).toBe(0);
  });
});
