import { expect, it } from "@jest/globals";
import { seldom } from "../../src/http/instruments/seldom.js";
import { eventually } from "../support/eventually.js";

it("when it is asked again soon, or by many at once, then the question is put once", async () => {
  let asked = 0;
  const count = seldom(60_000, async () => ++asked);
  expect(await Promise.all([count(), count()])).toEqual([1, 1]);
  expect(await count()).toBe(1);
});

it("when the time is over, then it is put again", async () => {
  let asked = 0;
  const count = seldom(1, async () => ++asked);
  await count();
  await eventually(async () => expect(await count()).toBeGreaterThan(1));
});

it("when it fails, then that is told, and it is put again the next time", async () => {
  let asked = 0;
  const count = seldom(60_000, async () => {
    asked += 1;
    if (asked === 1) throw new Error("away");
    return asked;
  });
  await expect(count()).rejects.toThrow("away");
  expect(await count()).toBe(2);
});

it("when an answer took long, then the next is asked for the later: the database has a share of its time only", async () => {
  let asked = 0;
  let answered = 0;
  let tookMs = 0;
  const slow = seldom(0, async () => {
    asked += 1;
    const began = performance.now();
    while (performance.now() - began < 20) await Promise.resolve();
    answered = performance.now();
    tookMs = answered - began;
    return asked;
  });
  await slow();
  const first = answered;
  // Fifty times as long as the first took, which is more than its 20 ms where the machine is busy.
  await eventually(async () => expect(await slow()).toBe(2), { timeoutMs: 100 * tookMs + 30_000 });
  expect(answered - first).toBeGreaterThan(20 * 50);
});
