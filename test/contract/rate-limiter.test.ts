/** @needs redis */
import { afterEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { afterTaking } from "../../src/messaging/rate-bucket.js";
import type { Allowance, Bucket } from "../../src/ports/rate-limiter.js";
import { eventually } from "../support/eventually.js";
import { uniqueName } from "../support/services.js";
import { rateLimiters, SLOW, type RateLimiterRig } from "./rate-limiters.js";

const FAST: Bucket = { pointsPerSecond: 100_000, burst: 50 };

describe.each(rateLimiters)("a rate limiter (%s)", (_name, openRig) => {
  let rig: RateLimiterRig | undefined;
  afterEach(() => rig?.close());

  async function open(bucket: Bucket | null): Promise<RateLimiterRig["rates"]> {
    rig = await openRig(uniqueName("feed"), (client) => (client === "free" ? null : bucket));
    return rig.rates;
  }
  const granted = (allowances: readonly Allowance[]) => allowances.map((each) => each.granted);

  it("when a client spends its bucket, then each is told what is left, and the first that is too much is refused whole", async () => {
    const rates = await open(SLOW);

    expect(await rates.take("a", 60)).toMatchObject({
      granted: true,
      limit: 100,
      remaining: 40,
      retryAfterMs: 0,
    });
    expect(await rates.take("a", 41)).toMatchObject({ granted: false, limit: 100, remaining: 40 });
    expect(await rates.take("a", 40)).toMatchObject({ granted: true, remaining: 0 });
  });

  it("when one is refused, then it is told when there is enough, and when the bucket is full", async () => {
    const rates = await open(SLOW);
    await rates.take("a", 90);

    const refused = await rates.take("a", 30);

    // 20 points are missing, and 90 to a full one, at 1,000 s each.
    expect(Math.round(refused.retryAfterMs / 1e6)).toBe(20);
    expect(Math.round(refused.fullAfterMs / 1e6)).toBe(90);
  });

  it("when a client has spent all, then others have theirs", async () => {
    const rates = await open(SLOW);
    await rates.take("a", 100);

    expect(granted([await rates.take("a", 1), await rates.take("b", 100)])).toEqual([false, true]);
  });

  it("when time passes, then points come back, up to a full bucket", async () => {
    const rates = await open(FAST);
    await rates.take("a", 50);

    await eventually(async () => expect((await rates.take("a", 50)).granted).toBe(true));
    await eventually(async () => expect((await rates.take("a", 0)).remaining).toBe(50));
    expect((await rates.take("a", 0)).fullAfterMs).toBe(0);
  });

  it("when one costs more than a full bucket, then a full one grants it, and it is owed whole", async () => {
    const rates = await open(SLOW);

    expect(await rates.take("a", 250)).toMatchObject({ granted: true, remaining: 0 });
    const next = await rates.take("a", 1);
    expect(next.granted).toBe(false);
    // 150 beyond the bucket, and the one.
    expect(Math.round(next.retryAfterMs / 1e6)).toBe(151);
    await rates.take("b", 1);
    expect((await rates.take("b", 101)).granted).toBe(false);
  });

  it("when nothing is asked for, then it is granted, whatever is owed", async () => {
    const rates = await open(SLOW);
    await rates.take("a", 250);

    expect(await rates.take("a", 0)).toMatchObject({ granted: true, remaining: 0 });
  });

  it("when many of one client come at once, then they are served in order, and no point is granted twice", async () => {
    const rates = await open(SLOW);

    const answers = await Promise.all(Array.from({ length: 300 }, () => rates.take("a", 1)));

    expect(granted(answers)).toEqual([...Array<boolean>(100).fill(true), ...Array<boolean>(200).fill(false)]);
    expect(answers.slice(0, 100).map(({ remaining }) => remaining)).toEqual(
      Array.from({ length: 100 }, (_, index) => 99 - index),
    );
  });

  it("when large and small ones come at once, then a small one that still fits is granted behind a large one that does not", async () => {
    const rates = await open(SLOW);

    const answers = await Promise.all([10, 80, 50, 10, 1].map((points) => rates.take("a", points)));

    expect(granted(answers)).toEqual([true, true, false, true, false]);
  });

  it("when a client has no limit, then everything is granted", async () => {
    const rates = await open(SLOW);

    expect(await rates.take("free", 1e9)).toMatchObject({
      granted: true,
      remaining: Infinity,
      fullAfterMs: 0,
    });
  });

  it("when points are asked for, then they are counted by outcome", async () => {
    const rates = await open(SLOW);
    await Promise.all([rates.take("a", 70), rates.take("a", 50), rates.take("free", 5)]);

    expect(rates.figures()).toEqual({ granted: 75, refused: 50, alone: false });
  });

  it.each([-1, NaN, Infinity])("when %d points are asked for, then that is a defect", async (points) => {
    const rates = await open(SLOW);

    await expect(rates.take("a", points)).rejects.toThrow(RangeError);
  });

  it("when names have odd characters, then each is a client of its own", async () => {
    const rates = await open(SLOW);
    const names = ["a b", "a\nb", "ä", "a:b", "{a}", "x".repeat(10_000), "__proto__", ""];

    for (const name of names) expect((await rates.take(name, 100)).granted).toBe(true);
    for (const name of names) expect((await rates.take(name, 1)).granted).toBe(false);
  });

  it("when any costs come in any grouping, then what is granted is what one after the other would be", async () => {
    const rates = await open(SLOW);
    // In quarters: what comes back meanwhile is less than any cost can lack.
    const cost = fc.nat(240).map((quarters) => quarters / 4);
    let client = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(cost, { maxLength: 8 }), { maxLength: 6 }), async (groups) => {
        const name = `client-${client++}`;
        let owed = 0;
        for (const group of groups) {
          const answers = await Promise.all(group.map((points) => rates.take(name, points)));
          const expected = group.map((points) => {
            const after = afterTaking(owed, points, SLOW);
            owed = after ?? owed;
            return after !== null;
          });
          expect(granted(answers)).toEqual(expected);
        }
      }),
      { numRuns: 60 },
    );
  });
});
