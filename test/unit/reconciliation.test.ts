import { describe, expect, it } from "@jest/globals";
import { readConfig } from "../../src/config.js";
import { judge, type BookedLevel } from "../../src/domain/reconciliation.js";
import { latestSlot, readCron } from "../../src/lib/cron.js";

describe("the schedule's times", () => {
  const at = (text: string) => Date.parse(text);
  it.each([
    ["0 */6 * * *", "2026-11-21T05:59:59Z", "2026-11-21T00:00:00Z"],
    ["0 */6 * * *", "2026-11-21T06:00:00Z", "2026-11-21T06:00:00Z"],
    ["30 22 * * *", "2026-11-21T05:00:00Z", "2026-11-20T22:30:00Z"],
    ["5-15/5,40 9,17 * * *", "2026-11-21T17:12:00Z", "2026-11-21T17:10:00Z"],
    ["0 0 1 1 *", "2026-11-21T05:00:00Z", "2026-01-01T00:00:00Z"],
    ["0 0 29 2 *", "2026-11-21T05:00:00Z", "2024-02-29T00:00:00Z"],
    ["0 0 * * 7", "2026-11-21T05:00:00Z", "2026-11-15T00:00:00Z"],
    // Both days named: either will do, as in every cron.
    ["0 0 1 * 5", "2026-11-21T05:00:00Z", "2026-11-20T00:00:00Z"],
    ["59 23 31 12 *", "2026-12-31T23:59:30Z", "2026-12-31T23:59:00Z"],
  ])("when it is %s, and %s, then the last time was %s", (text, now, last) => {
    expect(latestSlot(readCron(text), at(now))).toBe(at(last));
  });

  it.each([
    "",
    "* * * *",
    "60 * * * *",
    "* 24 * * *",
    "* * 0 * *",
    "*/0 * * * *",
    "5-1 * * * *",
    "a * * * *",
    "0 0 31 2 *",
  ])("when it is %j, then the start is refused, and RECONCILE_CRON named", (text) => {
    if (text === "") expect(() => readCron(text)).toThrow("five fields");
    else expect(() => readConfig({ RECONCILE_CRON: text })).toThrow("RECONCILE_CRON");
  });

  it.each([
    [{ RECONCILE_URL: "http://a/", RECONCILE_FILE: "b.csv" }, "both set"],
    [{ RECONCILE_TOKEN: "secret" }, "RECONCILE_URL is not"],
    [{ RECONCILE_URL: "ftp://a/" }, "http: or https://"],
    [{ RECONCILE_URL: "https://user:secret@a/" }, "no user name or password"],
  ])("when the environment has %j, then the start is refused, and no secret told", (environment, message) => {
    expect(() => readConfig(environment as Record<string, string>)).toThrow(message);
    expect(() => readConfig(environment as Record<string, string>)).not.toThrow("secret");
  });
});

describe("a figure beside the ledger", () => {
  const level = (changes: Partial<BookedLevel>): BookedLevel => ({
    ...{ version: 1, quantity: 10, least: 10, most: 10, moved: false, corrected: 0, adjusted: false },
    ...changes,
  });
  it.each<[string, number, Partial<BookedLevel>, object]>([
    ["it is what is booked", 10, {}, { kind: "agrees" }],
    ["it is less", 7, {}, { kind: "differs", booked: 10, delta: -3 }],
    ["it was corrected already", 13, { corrected: 3 }, { kind: "agrees" }],
    ["it was corrected by other figures", 14, { corrected: 3 }, { kind: "differs", booked: 13, delta: 1 }],
    ["stock moved about it", 8, { least: 6, moved: true }, { kind: "agrees" }],
    ["stock moved, and it was never so", 5, { least: 6, moved: true }, { kind: "unsettled", booked: 10 }],
    ["somebody has counted since", 5, { adjusted: true, moved: true }, { kind: "superseded", booked: 10 }],
    ["somebody has counted since, and it is right", 10, { adjusted: true }, { kind: "agrees" }],
  ])("when %s, then that is the verdict", (_what, figure, changes, verdict) => {
    expect(judge(figure, level(changes))).toEqual(verdict);
  });
});
