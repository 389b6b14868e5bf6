/** @needs redis */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { AvailabilityCache } from "../../src/ports/availability-cache.js";
import { eventually } from "../support/eventually.js";
import { redisUrl, uniqueName } from "../support/services.js";
import { NOW } from "../support/stock.js";
import {
  askedAt,
  itemAt,
  openMemoryCache,
  openRedisCache,
  versionIn,
  type CacheRig,
} from "./availability-caches.js";

const PATIENCE = { timeoutMs: 60_000 };

const caches: readonly [string, (ttlMs?: number) => Promise<CacheRig>][] = [
  ["Redis", (ttlMs = 60_000) => openRedisCache({ url: redisUrl(), ttlMs })],
  ["memory", (ttlMs = 60_000) => openMemoryCache({ ttlMs })],
];

describe.each(caches)("a cache of what is available (%s)", (_name, open) => {
  let rig: CacheRig;
  let cache: AvailabilityCache;
  beforeEach(async () => {
    rig = await open();
    ({ cache } = rig);
  });
  afterEach(() => rig.close());

  /** What comes first is there first. */
  async function keep(...items: ReturnType<typeof itemAt>[]): Promise<void> {
    const sentinel = uniqueName("sentinel");
    const moment = await askedAt(cache);
    cache.keep({ now: NOW, items }, moment);
    await eventually(async () => {
      cache.keep({ now: NOW, items: [itemAt(sentinel, 1)] }, await askedAt(cache));
      expect(await versionIn(cache, sentinel)).toBe(1);
    }, PATIENCE);
  }

  it("when items are kept, then they are answered as they were, in the order asked, and others are not", async () => {
    const rich = itemAt('"ü\u{1F4A9}]', 7, {
      ...{ sku: "SKU-1", backorderPolicy: "LIMIT", backorderLimit: 3, nextExpiry: NOW + 60_000 },
      ...{ inTransit: 4, status: "DISCONTINUED", updatedAt: NOW + 5 },
    });
    const plain = itemAt("plain", 1);
    await keep(rich, plain);

    const { items } = await cache.lookUp(["plain", "unknown", rich.productVariantId, "__proto__", "plain"]);
    expect(items).toEqual([plain, null, rich, null, plain]);
  });

  it("when an older version comes later, then the newer stays", async () => {
    await keep(itemAt("a", 6));
    await keep(itemAt("a", 5));
    expect(await versionIn(cache, "a")).toBe(6);

    await keep(itemAt("a", 7));
    expect(await versionIn(cache, "a")).toBe(7);
  });

  it.each([true, false])(
    "when an item has changed (here: %s), then what is older is gone, and does not come back",
    async (here) => {
      await keep(itemAt("a", 5), itemAt("b", 5));
      const moment = await askedAt(cache);
      cache.changed(new Map([["a", 6]]), here);

      expect(await versionIn(cache, "a")).toBeNull();
      expect(await versionIn(cache, "b")).toBe(5);
      // Read before the change, by somebody who is slow.
      cache.keep({ now: NOW, items: [itemAt("a", 5)] }, moment);
      await keep(itemAt("c", 1));
      expect(await versionIn(cache, "a")).toBeNull();
      await keep(itemAt("a", 6));
      expect(await versionIn(cache, "a")).toBe(6);
    },
  );

  it("when changes are told late, or twice, then what is as new as they say stays", async () => {
    await keep(itemAt("a", 6));
    cache.changed(new Map([["a", 6]]), true);
    cache.changed(new Map([["a", 4]]), true);
    await keep(itemAt("b", 1));

    expect(await versionIn(cache, "a")).toBe(6);
  });

  it("when changes may have been missed, then what was read before is not trusted, and what is read then is", async () => {
    await keep(itemAt("a", 5));
    cache.missed();
    expect(await versionIn(cache, "a")).toBeNull();

    await eventually(async () => {
      await keep(itemAt("a", 5));
      expect(await versionIn(cache, "a")).toBe(5);
    }, PATIENCE);
  });

  it("when a hold of an item expires, then the item is gone by then; what has expired already is not kept", async () => {
    await keep(
      itemAt("soon", 1, { nextExpiry: NOW + 300 }),
      itemAt("overdue", 1, { nextExpiry: NOW }),
      itemAt("later", 1, { nextExpiry: NOW + 3_600_000 }),
    );
    expect(await versionIn(cache, "overdue")).toBeNull();

    await eventually(async () => expect(await versionIn(cache, "soon")).toBeNull(), PATIENCE);
    expect(await versionIn(cache, "later")).toBe(1);
  });

  it("when items are read, changed and kept in whatever order, then none is answered that is older than what is known", async () => {
    const step = fc.record({
      do: fc.constantFrom("keep", "here", "heard"),
      id: fc.constantFrom("x", "y", "z"),
      version: fc.integer({ min: 1, max: 8 }),
    });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        run += 1;
        const named = (id: string) => `${run}-${id}`;
        const known = new Map<string, number>();
        const moment = await askedAt(cache);
        for (const { do: what, id, version } of steps) {
          if (what === "keep") cache.keep({ now: NOW, items: [itemAt(named(id), version)] }, moment);
          else {
            cache.changed(new Map([[named(id), version]]), what === "here");
            known.set(id, Math.max(version, known.get(id) ?? 0));
          }
          const { items } = await cache.lookUp([named(id)]);
          for (const item of items) {
            if (!item) continue;
            expect(item.version).toBeGreaterThanOrEqual(known.get(id) ?? 0);
            expect(item).toEqual(itemAt(named(id), item.version));
          }
        }
      }),
      { numRuns: 20 },
    );
  });
});

it.each(caches)(
  "when the time of an item is over, then it is gone, whatever nobody told (%s)",
  async (_name, open) => {
    const { cache, close } = await open(200);
    try {
      cache.keep({ now: NOW, items: [itemAt("a", 1)] }, await askedAt(cache));
      await eventually(async () => expect(await versionIn(cache, "a")).toBeNull(), PATIENCE);
    } finally {
      await close();
    }
  },
);
