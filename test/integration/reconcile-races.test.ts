/** @needs postgres */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { latestSlot, readCron } from "../../src/lib/cron.js";
import type { StockSource } from "../../src/ports/stock-source.js";
import { adjustStock } from "../../src/usecases/adjust-stock.js";
import { reconcileStock } from "../../src/usecases/reconcile-stock.js";
import { reconcileWhenDue } from "../../src/usecases/reconcile-when-due.js";
import { eventually } from "../support/eventually.js";
import { openReconciling, type Reconciling } from "../support/reconciling.js";
import { freshDatabase, query, uniqueName, type FreshDatabase } from "../support/services.js";
import { CALLER, expectConsistent, openStore, stockUp, type Store } from "../support/store.js";

let database: FreshDatabase;
let nodes: readonly [Store, Store];

beforeAll(async () => {
  database = await freshDatabase();
  nodes = [openStore(database.url), openStore(database.url)];
});

afterAll(async () => {
  await Promise.all(nodes.map((node) => node.close()));
  await database.drop();
});

beforeEach(async () => {
  await query(database.url, "DELETE FROM reconciliation");
});

/** Figures that are there when they are asked for, one after the other. */
function sourceOf(
  rows: () =>
    Iterable<readonly [id: string, quantity: number]> | Promise<Iterable<readonly [string, number]>>,
  until?: Promise<void>,
): StockSource {
  return {
    name: "figures",
    async open() {
      const from = Date.now();
      const all = await rows();
      const taken = { from, until: Date.now(), clock: "ours" } as const;
      return {
        complete: false,
        rows: (async function* () {
          let row = 0;
          for (const [productVariantId, quantity] of all) {
            yield { row: ++row, figure: { productVariantId, warehouse: null, quantity }, taken };
          }
          await until;
        })(),
      };
    },
  };
}

async function quantities(ids: readonly string[]): Promise<Map<string, number>> {
  const rows = await query<{ id: string; quantity: number }>(
    database.url,
    "SELECT product_variant_id AS id, quantity FROM inventory WHERE product_variant_id = ANY($1::text[])",
    [ids],
  );
  return new Map(rows.map(({ id, quantity }) => [id, quantity]));
}

describe("reconciliations at once", () => {
  it("when one is under way, then a second is told which, and may begin when that is over", async () => {
    let end = (): void => undefined;
    const ends = new Promise<void>((resolve) => (end = resolve));
    const [one, other] = nodes.map((node) =>
      openReconciling(
        node,
        sourceOf(() => [], ends),
      ),
    );
    const first = one!.run();
    const running = "SELECT 1 FROM reconciliation WHERE state = 'RUNNING'";
    await eventually(async () => expect(await query(database.url, running)).toHaveLength(1));
    const second = await reconcileStock(other!.deps, {}, { origin: "REQUEST" }, CALLER);
    expect(second).toMatchObject({
      ok: false,
      refusals: [{ code: "ALREADY_EXISTS" }],
      running: { state: "RUNNING" },
    });
    end();
    const { id } = await first;
    expect((await other!.run()).id).not.toBe(id);
  });

  it("when two processes apply the same figures at once, past the one that may, then they correct once", async () => {
    const ids = await Promise.all(
      Array.from({ length: 20 }, () => stockUp(nodes[0], uniqueName("item"), 10)),
    );
    const figures = sourceOf(() => ids.map((id) => [id, 13]));
    // As a process that was taken for gone, and is not: nobody keeps it from going on but the books.
    const racing = nodes.map((node, index) => {
      const { reconciliations } = openReconciling(node, figures).deps;
      const begin: typeof reconciliations.begin = async (order, options) => {
        await query(
          database.url,
          "UPDATE reconciliation SET state = 'DONE', ended_at = now() WHERE state = 'RUNNING'",
        );
        return reconciliations.begin(order, options);
      };
      const kept = { keep: async () => true, save: async () => true, opened: async () => true };
      const stubborn = { ...reconciliations, ...kept, begin };
      return openReconciling(node, figures, { reconciliations: stubborn, toleranceMs: index });
    });
    await eventually(async () => {
      const ended = await Promise.all(racing.map((each) => each.run()));
      expect(ended).toHaveLength(2);
      expect([...(await quantities(ids)).values()]).toEqual(ids.map(() => 13));
    });
    const booked = await query<{ count: number }>(
      database.url,
      "SELECT sum(quantity_delta)::int AS count FROM ledger_entry WHERE reason = 'reconciliation' AND product_variant_id = ANY($1::text[])",
      [ids],
    );
    expect(booked).toEqual([{ count: 60 }]);
    await expectConsistent(database.url);
  });

  it("when the process of one is gone in the middle, then it counts as abandoned, and the next one goes on", async () => {
    const id = await stockUp(nodes[0], uniqueName("item"), 10);
    const dead = openReconciling(
      nodes[0],
      sourceOf(() => [[id, 12]]),
    );
    const order = { id: "019aa000-0000-7000-8000-000000000001", origin: "REQUEST", slot: null } as const;
    const asked = { source: "figures", dryRun: false, productVariantIds: null, requestedBy: "gone" };
    await dead.deps.reconciliations.begin({ ...order, ...asked }, { key: null, onlyAbandoned: false });
    const next = openReconciling(
      nodes[1],
      sourceOf(() => [[id, 12]]),
    );
    await expect(next.run()).rejects.toThrow(order.id);
    await query(database.url, "UPDATE reconciliation SET expires_at = now() - interval '1 s'");
    await eventually(async () => expect(await next.run()).toMatchObject({ state: "DONE", remaining: 0 }));
    expect(await next.deps.reconciliations.find(order.id)).toMatchObject({ state: "ABANDONED" });
    expect((await quantities([id])).get(id)).toBe(12);
  });

  it("when a process stops, then what it runs is abandoned at once", async () => {
    const stopping = new AbortController();
    const gone = new Promise<void>((_, reject) =>
      stopping.signal.addEventListener("abort", () => reject(stopping.signal.reason as Error)),
    );
    gone.catch(() => undefined);
    const stopped = openReconciling(
      nodes[0],
      sourceOf(() => [], gone),
      { stopping: stopping.signal },
    );
    const running = stopped.run();
    await eventually(async () => expect(await stopped.deps.reconciliations.count()).toBe(1));
    stopping.abort();
    expect(await running).toMatchObject({
      state: "ABANDONED",
      lastError: "The process that ran it was stopped.",
    });
  });
});

describe("the schedule", () => {
  const cron = readCron("*/10 * * * *");
  const schedule = {
    latestSlot: (moment: number) => latestSlot(cron, moment),
    apply: true,
    caller: () => CALLER,
  };
  const NOON = Date.UTC(2026, 10, 21, 12);
  const at = (node: Store, clock: { now: number }): Reconciling =>
    openReconciling(
      node,
      sourceOf(() => []),
      { clock: { now: () => clock.now } },
    );
  const states = () =>
    query<{ state: string }>(database.url, "SELECT state FROM reconciliation ORDER BY id").then((rows) =>
      rows.map(({ state }) => state),
    );

  it("when two nodes look at the same time, then one of them reconciles, once a slot", async () => {
    const clock = { now: NOON + 60_000 };
    const looks = nodes.map((node) => reconcileWhenDue(at(node, clock).deps, schedule));
    const lookAll = () => Promise.all(looks.map((look) => look()));
    await lookAll();
    // A slot from before they began is over.
    expect(await states()).toEqual([]);
    for (const [minutes, runs] of [
      [10, 1],
      [15, 1],
      [20, 2],
    ] as const) {
      clock.now = NOON + minutes * 60_000;
      await lookAll();
      await lookAll();
      expect(await states()).toEqual(Array.from({ length: runs }, () => "DONE"));
    }
  });

  it("when the node that has begun is gone, then another makes up for it, a new one, too", async () => {
    const clock = { now: NOON };
    const [gone, later] = nodes.map((node) => at(node, clock)) as [Reconciling, Reconciling];
    const begun = { id: "019aa000-0000-7000-8000-000000000002", origin: "SCHEDULE", slot: NOON } as const;
    const asked = { source: "figures", dryRun: false, productVariantIds: null, requestedBy: "system" };
    await gone.deps.reconciliations.begin({ ...begun, ...asked }, { key: null, onlyAbandoned: false });
    clock.now = NOON + 30_000;
    const look = reconcileWhenDue(later.deps, schedule);
    await look();
    expect(await states()).toEqual(["RUNNING"]);
    await query(database.url, "UPDATE reconciliation SET expires_at = now() - interval '1 s'");
    await look();
    await look();
    expect((await states()).sort()).toEqual(["ABANDONED", "DONE"]);
  });
});

describe("sales meanwhile", () => {
  it("when units are sold all the time, then each level is corrected by what it was wrong at first, and no more", async () => {
    const ids = await Promise.all(
      Array.from({ length: 12 }, () => stockUp(nodes[0], uniqueName("busy"), 1_000)),
    );
    const drift = new Map(ids.map((id, index) => [id, (index % 5) - 2]));
    // What is really there: what the books say, at one moment, and by how much they were wrong at first.
    const sold = new Map(ids.map((id) => [id, 0]));
    let busy = true;
    const buyer = async (id: string, node: Store) => {
      for (let sales = 0; busy && sales < 400; sales++) {
        const sale = { productVariantId: id, delta: -1, changeType: "SALE" } as const;
        expect(await adjustStock(node.deps, sale, CALLER)).toMatchObject({ ok: true });
        sold.set(id, (sold.get(id) ?? 0) + 1);
      }
    };
    const truth = () => ids.map((id) => [id, 1_000 + (drift.get(id) ?? 0) - (sold.get(id) ?? 0)] as const);
    const reconciling = openReconciling(nodes[1], sourceOf(truth), { toleranceMs: 150 });
    // Half of them are busy: of the others it can be told at once.
    const buying = Promise.all(ids.filter((_, index) => index % 2 === 0).map((id) => buyer(id, nodes[0])));
    for (let round = 0; round < 2; round++) await reconciling.run();
    busy = false;
    await buying;
    const right = new Map(truth());
    await eventually(
      async () => {
        expect(await reconciling.run()).toMatchObject({ agreeing: ids.length });
        expect(await quantities(ids)).toEqual(right);
      },
      { timeoutMs: 60_000 },
    );
    const corrections = await query<{ id: string; delta: number; entries: number }>(
      database.url,
      `SELECT product_variant_id AS id, sum(quantity_delta)::int AS delta, count(*)::int AS entries
       FROM ledger_entry WHERE reason = 'reconciliation' AND product_variant_id = ANY($1::text[]) GROUP BY 1`,
      [ids],
    );
    const wrong = ids.filter((id) => drift.get(id) !== 0);
    expect(new Map(corrections.map(({ id, delta, entries }) => [id, [delta, entries]]))).toEqual(
      new Map(wrong.map((id) => [id, [drift.get(id), 1]])),
    );
    await expectConsistent(database.url);
  });
});
