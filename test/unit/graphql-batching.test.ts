import { expect, it } from "@jest/globals";
import { batchBy, batching } from "../../src/graphql/batching.js";

it("when keys are loaded with arguments at once, then those of the same arguments are read together", async () => {
  const reads: [readonly string[], { first: number }][] = [];
  const load = batchBy(true)((keys, args: { first: number }) => {
    reads.push([keys, args]);
    return Promise.resolve(keys.map((key) => `${key} ${args.first}`));
  });
  const answers = await Promise.all([
    load("a", { first: 1 }),
    load("b\nc", { first: 2 }),
    load("b", { first: 1 }),
    load("a", { first: 1 }),
  ]);
  expect(answers).toEqual(["a 1", "b\nc 2", "b 1", "a 1"]);
  expect(reads).toEqual([
    [["a", "b"], { first: 1 }],
    [["b\nc"], { first: 2 }],
  ]);
});

it("when nothing is remembered, then one moment's reads are shared, and the next ones read again", async () => {
  const reads: (readonly string[])[] = [];
  const load = batching(false)((keys) => {
    reads.push(keys);
    return Promise.resolve(keys.map((key) => `${key} of read ${reads.length}`));
  });
  expect(await Promise.all([load("a"), load("a"), load("b")])).toEqual([
    "a of read 1",
    "a of read 1",
    "b of read 1",
  ]);
  expect(await load("a")).toBe("a of read 2");
  expect(reads).toEqual([["a", "b"], ["a"]]);
});

it("when a read fails, then only those that asked for it fail", async () => {
  const load = batchBy(true)((keys, fails: boolean) =>
    fails ? Promise.reject(new Error("away")) : Promise.resolve(keys),
  );
  const [bad] = await Promise.allSettled([load("a", true)]);
  expect(bad.status).toBe("rejected");
  expect(await load("a", false)).toBe("a");
});
