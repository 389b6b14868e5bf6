import { describe, expect, it } from "@jest/globals";
import { createOutboxFloor } from "../../src/store/feed/outbox-floor.js";

const MINUTE_MS = 60_001;

/** A floor over a database whose open transactions, and whose time, the test decides. */
function floorOver() {
  const state = { time: 0, writers: [] as string[], oldest: null as number | null, looks: 0 };
  const floor = createOutboxFloor(
    {
      writers: async () => (state.looks++, state.writers),
      oldestUpTo: async () => state.oldest,
    },
    () => state.time,
  );
  /** A run that takes everything up to the number, and looks at the transactions as it does. */
  async function run(upTo: number | null, all = true): Promise<void> {
    state.time += 1_000;
    const { run } = floor.begin();
    await floor.look();
    floor.passed({ run, all, upTo });
  }
  return { state, floor, run };
}

describe("the outbox's floor", () => {
  it("when nobody has the outbox open, then it rises with the run after the look", async () => {
    const { floor, run } = floorOver();
    await run(10);
    await run(20);
    expect(floor.current()).toBe(0);
    await run(30);
    expect(floor.current()).toBe(10);
  });

  it("when one who had it open is still there, then it stays, whoever came and went besides", async () => {
    const { state, floor, run } = floorOver();
    await run(10);
    state.writers = ["old", "a"];
    await run(20);
    state.writers = ["old", "b"];
    for (const upTo of [30, 40, 50]) await run(upTo);
    expect(floor.current()).toBe(0);
    state.writers = ["b", "c"];
    await run(60);
    await run(null);
    expect(floor.current()).toBe(10);
  });

  it("when a run did not come to what may be left, then it stays until one has", async () => {
    const { floor, run } = floorOver();
    await run(100);
    await run(null);
    await run(50, false);
    expect(floor.current()).toBe(0);
    await run(100, false);
    expect(floor.current()).toBe(100);
  });

  it("when a look finds that numbers were set back, then it falls before them", async () => {
    const { state, floor, run } = floorOver();
    for (const upTo of [10, 20, 30]) await run(upTo);
    expect(floor.current()).toBe(10);
    state.oldest = 4;
    await floor.sweep();
    expect(floor.current()).toBe(10);
    state.time += MINUTE_MS;
    await floor.sweep();
    expect(floor.current()).toBe(3);
  });

  it("when nothing has come since, then nobody is asked", async () => {
    const { state, run } = floorOver();
    for (let index = 0; index < 5; index++) await run(index === 0 ? 10 : null);
    expect(state.looks).toBe(1);
  });
});
