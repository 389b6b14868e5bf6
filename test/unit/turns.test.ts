import { expect, it } from "@jest/globals";
import { Turns } from "../../src/graphql/live/turns.js";

/** So long does one result keep the process busy here. */
const RESULT_MS = 0.1;

function write(): void {
  const until = performance.now() + RESULT_MS;
  while (performance.now() < until);
}

it("when many write at once, then what else the process does has its turns between, and each goes on in order", async () => {
  const turns = new Turns();
  let others = 0;
  let over = false;
  const other = () => {
    others += 1;
    if (!over) setImmediate(other);
  };
  setImmediate(other);
  const finished: number[] = [];
  const writers = Array.from({ length: 100 }, async (_, writer) => {
    for (let result = 0; result < 20; result++) {
      if (turns.isOver()) await turns.turn();
      write();
    }
    finished.push(writer);
  });
  await Promise.all(writers);
  over = true;
  // 200 ms of results, of which no more than a few milliseconds may pass without a turn for others.
  expect(others).toBeGreaterThan(10);
  expect(finished).toEqual([...finished].sort((a, b) => a - b));
});
