import { setImmediate as later } from "node:timers/promises";
import { expect, it } from "@jest/globals";
import { currentDeadline, Deadline, runUnbounded, runUnder } from "../../src/lib/deadline.js";
import { eventually } from "../support/eventually.js";

it("when its time is over, then whoever listens is told once, and there is none left", async () => {
  const deadline = new Deadline(5);
  let told = 0;
  deadline.onEnd(() => (told += 1));

  await eventually(() => expect(deadline.over).toBe(true));
  deadline.end();

  expect([told, deadline.leftMs]).toEqual([1, 0]);
});

it("when the request was answered first, then nobody is told any more", async () => {
  const deadline = new Deadline(60_000);
  let told = 0;
  deadline.onEnd(() => (told += 1));

  deadline.answered();
  deadline.end();

  expect(told).toBe(0);
});

it("when a listener is taken away, then the others are told", () => {
  const deadline = new Deadline(60_000);
  const told: string[] = [];
  const forget = deadline.onEnd(() => told.push("one"));
  deadline.onEnd(() => told.push("other"));

  forget();
  deadline.end();

  expect(told).toEqual(["other"]);
});

it("when work goes on after it awaited, then it still knows its own deadline, and nobody else's", async () => {
  const deadlines = [new Deadline(60_000), new Deadline(60_000)];
  const found = await Promise.all(
    deadlines.map((deadline) =>
      runUnder(deadline, async () => {
        await later();
        return currentDeadline();
      }),
    ),
  );

  expect(found[0]).toBe(deadlines[0]);
  expect(found[1]).toBe(deadlines[1]);
  expect(currentDeadline()).toBeUndefined();
  for (const deadline of deadlines) deadline.answered();
});

it("when its limit is lifted, then it ends only when nobody waits any more", async () => {
  const lifted = new Deadline(5);
  const other = new Deadline(10);
  lifted.lift();

  await eventually(() => expect(other.over).toBe(true));
  expect([lifted.over, lifted.leftMs]).toEqual([false, Infinity]);

  lifted.end();
  expect([lifted.over, lifted.leftMs]).toEqual([true, 0]);
});

it("when something is not to be given up, then it and what it awaits know no deadline, and what is beside it does", async () => {
  const deadline = new Deadline(60_000);
  const found = await runUnder(deadline, async () => {
    const within = await runUnbounded(async () => {
      await later();
      return currentDeadline();
    });
    return [within, currentDeadline()];
  });

  expect(found).toEqual([undefined, deadline]);
  deadline.answered();
});
