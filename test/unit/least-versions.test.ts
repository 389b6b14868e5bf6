import { expect, it } from "@jest/globals";
import { LeastVersions } from "../../src/messaging/least-versions.js";
import { eventually } from "../support/eventually.js";

it("when versions are noted, then the greatest of each stays", () => {
  const least = new LeastVersions(60_000);
  least.note(new Map([["a", 3]]));
  least.note(
    new Map([
      ["a", 2],
      ["b", 1],
    ]),
  );

  expect([least.of("a"), least.of("b"), least.of("c")]).toEqual([3, 1, 0]);
  expect(least.incomplete).toBe(false);
});

it("when their time is over, then they are forgotten, and nothing is missing", async () => {
  const least = new LeastVersions(20);
  least.note(new Map([["a", 3]]));

  await eventually(() => {
    least.note(new Map());
    expect(least.of("a")).toBe(0);
  });
  expect(least.incomplete).toBe(false);
});

it("when there are more than it holds, then it says that some are missing, until they would be forgotten anyway", async () => {
  const least = new LeastVersions(1_000, 2);
  least.note(new Map(["a", "b", "c"].map((id) => [id, 1])));

  expect(least.incomplete).toBe(true);
  await eventually(() => expect(least.incomplete).toBe(false));
});
