import { expect, it } from "@jest/globals";
import { createLogger } from "../../src/lib/logger.js";
import { createInMemoryLive } from "../../src/messaging/in-memory-live.js";
import { followChanges } from "../../src/messaging/live-changes.js";
import type { ItemVersions } from "../../src/ports/availability-cache.js";
import { eventAt } from "../contract/sample-events.js";

async function follow() {
  const { sink, feed } = createInMemoryLive({ feedId: "feed", logger: createLogger("silent") });
  const told = { changed: new Map<string, number>(), missed: 0, here: [] as boolean[] };
  const leave = await followChanges(feed, "feed", {
    changed(versions: ItemVersions, here) {
      for (const [id, version] of versions) told.changed.set(id, version);
      told.here.push(here);
    },
    missed: () => void (told.missed += 1),
  });
  return { sink, told, leave };
}

const about = (position: number, aggregateId: string, aggregateVersion: number) =>
  eventAt(position, { aggregateType: "InventoryItem", aggregateId, aggregateVersion });

it("when events are heard, then the cache is told the items' newest versions, of items alone", async () => {
  const { sink, told } = await follow();
  const order = eventAt(3, { aggregateType: "Allocation", aggregateId: "order", aggregateVersion: 9 });
  await sink.publish([about(1, "a", 4), about(2, "a", 5), order, about(4, "b", 1)]);

  expect([...told.changed]).toEqual([
    ["a", 5],
    ["b", 1],
  ]);
  expect(new Set(told.here)).toEqual(new Set([false]));
});

it("when messages follow each other, then nothing was missed but what came before the first", async () => {
  const { sink, told } = await follow();
  await sink.publish([about(7, "a", 1)]);
  expect(told.missed).toBe(1);

  await sink.publish([about(8, "a", 2), about(9, "a", 3)]);
  await sink.publish([about(8, "a", 2)]);
  await sink.heartbeat?.(9);
  expect(told.missed).toBe(1);
});

it("when positions are left out, or the head is further than what was heard, then something was missed, each time once", async () => {
  const { sink, told } = await follow();
  await sink.heartbeat?.(5);
  await sink.publish([about(6, "a", 1)]);
  expect(told.missed).toBe(1);

  await sink.publish([about(8, "a", 3), about(9, "a", 4)]);
  expect(told.missed).toBe(2);
  await sink.heartbeat?.(12);
  await sink.heartbeat?.(12);
  expect(told.missed).toBe(3);
});

it("when it is left, then nothing is heard any more", async () => {
  const { sink, told, leave } = await follow();
  await leave();
  await sink.publish([about(1, "a", 1)]);

  expect([told.missed, told.changed.size]).toEqual([0, 0]);
});
