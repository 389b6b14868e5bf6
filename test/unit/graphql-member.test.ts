import { PassThrough } from "node:stream";
import { expect, it } from "@jest/globals";
import { Failure } from "../../src/domain/failure.js";
import { expired } from "../../src/graphql/live/feed-failures.js";
import { Member } from "../../src/graphql/live/member.js";
import { Outlets } from "../../src/graphql/live/outlets.js";

const GROUP = { refill: () => undefined, leave: () => undefined };

it.each([
  ["its position is not kept any more", expired(7), "position_expired"],
  ["its list has grown too long", new Failure("LIMIT_EXCEEDED", "too many"), "limit_exceeded"],
  ["its client wants no more", undefined, "client"],
] as const)(
  "when a subscription ends because %s, then it is counted as that",
  async (_why, error, reason) => {
    const outlets = new Outlets({ limit: 1_024, patienceMs: 60_000, keepAliveMs: 60_000 });
    const stream = new PassThrough();
    const outlet = outlets.open("stream", {
      ...{ stream, hangUp: () => stream.destroy(), write: (frame) => stream.write(frame) },
    });
    const member = new Member(GROUP, { outlet, encode: (payload) => payload }, 0, false);
    outlet.add(member);
    member.end(error);
    expect([...outlets.tally.ended]).toEqual([[reason, 1]]);
    outlets.close();
    await outlets.emptied();
  },
);
