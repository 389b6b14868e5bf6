import { describe, expect, it } from "@jest/globals";
import { classify } from "../../src/store/unit-of-work/classify.js";
import { CommitLost } from "../../src/store/unit-of-work/commit-lost.js";

const coded = (code: string) => Object.assign(new Error(code), { code });
/** As Prisma wraps what the database says. */
const said = (originalCode: string) =>
  Object.assign(new Error("P2010"), {
    code: "P2010",
    meta: { driverAdapterError: { cause: { originalCode } } },
  });
/** As the database refuses or ends a connection. */
const fatal = (code: string) => Object.assign(coded(code), { severity: "FATAL" });
const atCommit = (cause: unknown) =>
  new CommitLost("7", { outcomes: [], events: new Map(), items: new Map() }, cause);

describe("classify", () => {
  it.each([
    ["a deadlock", said("40P01"), "again"],
    ["a serialization failure", said("40001"), "again"],
    ["a key that another process inserted", said("23505"), "again"],
    ["a lock that is not given", said("55P03"), "locked"],
    ["a violated check", said("23514"), "poison"],
    ["text that cannot be stored", said("22P05"), "poison"],
    ["a statement that takes too long", said("57014"), "slow"],
    ["a standby that takes no writes", said("25006"), "away"],
    ["a defect of ours", new TypeError("x is undefined"), "poison"],
    ["a database that shuts down", said("57P01"), "away"],
    ["a database that takes no connections", coded("55000"), "away"],
    ["a database that is not there", said("3D000"), "away"],
    ["a password that is not right any more", said("28P01"), "away"],
    ["a right to connect that is withdrawn", fatal("42501"), "away"],
    ["a right to a table that is withdrawn", said("42501"), "poison"],
    ["a connection that is ended for its standby", fatal("40001"), "away"],
    ["too many connections", said("53300"), "away"],
    ["a socket that broke", coded("EPIPE"), "away"],
    ["a connection refused", coded("ECONNREFUSED"), "away"],
    ["Prisma without a connection", coded("P2024"), "away"],
    ["a connection that ended", new Error("Connection terminated unexpectedly"), "away"],
    ["a socket that broke at COMMIT", atCommit(coded("EPIPE")), "lost"],
    ["a connection that ended at COMMIT", atCommit(new Error("Connection terminated unexpectedly")), "lost"],
    ["a database that shuts down at COMMIT", atCommit(said("57P01")), "lost"],
    ["a connection that is ended for its standby at COMMIT", atCommit(fatal("40001")), "lost"],
    ["a serialization failure at COMMIT", atCommit(said("40001")), "again"],
  ])("when it is %s, then the batch is treated as that calls for", (_what, error, kind) => {
    expect(classify(error)).toBe(kind);
  });
});
