import { accessOf } from "../../../src/domain/access.js";
import { foldBatch, type JobOutcome } from "../../../src/domain/fold-batch.js";
import { open, type Instant, type ReservationLine } from "../../../src/domain/model.js";
import { STRATEGIES } from "../../../src/domain/planner/strategy.js";
import type { Answers, Command } from "../../../src/domain/commands.js";
import type { Changes, Result } from "../../../src/domain/decision.js";
import type { Submission, UnitOfWork } from "../../../src/ports/unit-of-work.js";
import { REGISTRY } from "../registry.js";
import { CALLER } from "../store.js";
import { MAIN } from "../stock.js";
import type { Dump, StoredEvent, World } from "./world.js";

type Rows = { -readonly [K in keyof Omit<Dump, "entries" | "events">]: Dump[K][number][] };

/** The rules alone, over rows in memory: one command after the other, by a clock that stands still. */
export function memoryWorld(): World {
  const rows: Rows = {
    ...{ items: [], levels: [], reservations: [], transfers: [], bins: [], assignments: [] },
    warehouses: [{ ...MAIN, name: "Main warehouse" }],
  };
  const answered: string[] = [];
  const answers = new Map<string, unknown>();
  const entries: Dump["entries"][number][] = [];
  const events: StoredEvent[] = [];
  const counter = { ids: 0, now: Date.UTC(2026, 0, 1) };
  const newId = () => `00000000-0000-7000-8000-${String(++counter.ids).padStart(12, "0")}`;

  function execute<C extends Command>(command: C, submission: Submission): Result<Answers[C["kind"]]> {
    counter.now += 1;
    const snapshot = {
      ...rows,
      intakes: [],
      variantIntakes: [],
      balances: [],
      followingExpiry: overdue(rows, itemsOf(command, rows), counter.now),
    };
    const job = { command, meta: submission };
    const surroundings = { newId, strategy: STRATEGIES.PRIORITY, check: REGISTRY.check };
    const { changes, outcomes } = foldBatch({ ...snapshot, now: counter.now }, [job], surroundings);
    const [outcome] = outcomes as [JobOutcome];
    if ("defect" in outcome) throw outcome.defect as Error;
    fold(rows, changes);
    entries.push(...changes.entries);
    events.push(...(changes.events as readonly StoredEvent[]));
    return outcome.result as Result<Answers[C["kind"]]>;
  }

  const unitOfWork: UnitOfWork = {
    execute: async (command, submission) => {
      const { idempotencyKey: key } = submission;
      const known = key === null ? undefined : answers.get(key);
      if (known !== undefined) return known as ReturnType<typeof execute<typeof command>>;
      const result = execute(command, submission);
      if (key !== null) answers.set(key, result);
      answered.push(submission.correlationId);
      return result;
    },
  };
  return {
    nodes: [
      {
        unitOfWork,
        defaults: { lowStockThreshold: 3, reservationTtlSeconds: 900 },
        alerts: { itemNotRemoved: () => undefined },
      },
    ],
    answered,
    expire: async (ids) => {
      const moments = new Map(ids.map(({ id, at }) => [id, at]));
      rows.reservations = rows.reservations.map((each) => {
        const at = moments.get(each.id);
        return at === undefined ? each : { ...each, expiresAt: Date.UTC(2020, 0, 1) + at };
      });
    },
    sweep: async () => {
      const productVariantIds = rows.items.map((item) => item.productVariantId);
      execute({ kind: "expire", productVariantIds }, { ...CALLER, idempotencyKey: null });
    },
    audit: async () => [],
    dump: async () => ({ ...rows, entries, events }),
    close: async () => undefined,
  };
}

/** The items that the command would lock. */
function itemsOf(command: Command, { reservations, transfers }: Rows): Set<string> {
  const access = accessOf(command);
  const named = reservations.filter(
    ({ id, orderId }) => access.reservations.includes(id) || access.orders.includes(orderId),
  );
  const sent = transfers.filter(({ id }) => access.transfers.includes(id));
  const behind = [...named, ...sent].flatMap(({ lines }) => lines.map((line) => line.productVariantId));
  return new Set([...access.items, ...behind]);
}

/** The locked items with expired holds, and when their next one expires. */
function overdue({ reservations }: Rows, locked: Set<string>, now: Instant): Map<string, Instant | null> {
  const next = new Map<string, Instant | null>();
  const holding = reservations.filter(({ status, expiresAt }) => {
    return expiresAt !== null && (status === "ACTIVE" || status === "EXPIRED");
  });
  const isOn = (id: string) => (line: ReservationLine) => line.productVariantId === id && open(line) > 0;
  for (const id of locked) {
    const moments = holding
      .filter(({ lines }) => lines.some(isOn(id)))
      .map(({ expiresAt }) => expiresAt as Instant);
    if (!moments.some((moment) => moment <= now)) continue;
    const later = moments.filter((moment) => moment > now);
    next.set(id, later.length > 0 ? Math.min(...later) : null);
  }
  return next;
}

/** Whole new versions of rows replace the old ones. */
function fold(rows: Rows, changes: Changes): void {
  const level = (row: { productVariantId: string; warehouseId: string }) =>
    `${row.productVariantId} ${row.warehouseId}`;
  const id = (row: { id: string }) => row.id;
  const sorted = changes.reservations.map((each) => ({
    ...each,
    lines: [...each.lines].sort((a, b) => (level(a) < level(b) ? -1 : 1)),
  }));
  rows.items = merged(rows.items, changes.items, (item) => item.productVariantId);
  rows.levels = merged(rows.levels, changes.levels, level);
  // As the database has them: lines by item and warehouse.
  rows.reservations = merged(rows.reservations, sorted, id);
  rows.transfers = merged(rows.transfers, changes.transfers, id);
  rows.warehouses = merged(rows.warehouses, changes.warehouses, id);
  rows.bins = merged(rows.bins, changes.bins, id);
  const key = (row: { binId: string; productVariantId: string }) => `${row.binId} ${row.productVariantId}`;
  const gone = new Set(changes.assignments.filter(({ assigned }) => !assigned).map(key));
  const made = changes.assignments.filter(({ assigned }) => assigned);
  rows.assignments = merged(rows.assignments, made, key).filter((row) => !gone.has(key(row)));
}

function merged<T>(before: readonly T[], changed: readonly T[], key: (row: T) => string): T[] {
  const all = new Map(before.map((row) => [key(row), row]));
  for (const row of changed) all.set(key(row), row);
  return [...all.values()];
}
