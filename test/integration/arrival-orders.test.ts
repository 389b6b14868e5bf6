/** @needs postgres */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { bookExpiredHolds } from "../../src/usecases/book-expired-holds.js";
import { effectsOf, effectsOfStates } from "../support/order-effects.js";
import {
  afterStep,
  newOrder,
  STEPS,
  take,
  type OrderLife,
  type State,
  type Step,
} from "../support/order-life.js";
import { letTimePass } from "../support/overdue.js";
import { scaled } from "../support/scale.js";
import { freshDatabase, query, type FreshDatabase } from "../support/services.js";
import { CALLER, expectConsistent, openStore, type Store } from "../support/store.js";

let database: FreshDatabase;
let store: Store;
let other: Store;

beforeAll(async () => {
  database = await freshDatabase();
  store = openStore(database.url);
  other = openStore(database.url);
});

afterAll(async () => {
  await Promise.all([store.close(), other.close()]);
  await expectConsistent(database.url);
  await database.drop();
});

function permutations<T>(all: readonly T[]): T[][] {
  if (all.length === 0) return [[]];
  return all.flatMap((first) =>
    permutations(all.filter((each) => each !== first)).map((rest) => [first, ...rest]),
  );
}

const twice = (order: readonly Step[]): Step[] => order.flatMap((step) => [step, step]);

interface Lived {
  readonly steps: readonly Step[];
  readonly life: OrderLife;
  readonly outcomes: readonly string[];
}

async function live(steps: readonly Step[], options: Parameters<typeof take>[3]): Promise<Lived> {
  const life = await newOrder(store);
  const outcomes: string[] = [];
  for (const [turn, step] of steps.entries()) {
    outcomes.push(await take(turn % 2 === 0 ? store : other, life, step, options));
  }
  return { steps, life, outcomes };
}

const bookAll = async () => {
  while (await bookExpiredHolds(store.deps, store.reader, CALLER));
};

/** What came of it. */
async function seen({ steps, life, outcomes }: Lived) {
  return { steps: steps.join(", "), outcomes, effects: await effectsOf(store, life) };
}

/** What should: of a step repeated by its key, nothing but its first answer. */
function foreseen({ steps }: Lived, keyed: boolean) {
  const visited: State[] = [];
  const answers = new Map<Step, string>();
  let state: State = "NONE";
  const outcomes = steps.map((step) => {
    if (keyed && step !== "expire" && answers.has(step)) return answers.get(step);
    const after = afterStep(state, step);
    state = after.state;
    if (visited.at(-1) !== state) visited.push(state);
    answers.set(step, after.outcome);
    return after.outcome;
  });
  return { steps: steps.join(", "), outcomes, effects: effectsOfStates(visited) };
}

describe("when create, confirm, fulfil, release and expire arrive in every order", () => {
  const orders = permutations(STEPS);
  /** Of those in which more happens every third, and of each six that begin alike another third. */
  const some = orders.filter((_, index) => (index + Math.floor(index / 6)) % scaled(3, 1) === 0);

  it.each([
    ["each once", orders, { keyed: false }],
    ["each once, the expired hold booked by whoever comes next", orders, { keyed: false, book: false }],
    ["each twice", some.map(twice), { keyed: false }],
    ["each twice, by its key", some.map(twice), { keyed: true }],
    ["all of them a second time", some.map((order) => [...order, ...order]), { keyed: false }],
  ])("%s, then each effect is there once, and each loser is told why", async (_how, all, options) => {
    const lives = await Promise.all(all.map((steps) => live(steps, options)));
    await bookAll();
    expect(await Promise.all(lives.map(seen))).toEqual(lives.map((life) => foreseen(life, options.keyed)));
  });
});

describe("when the verbs of one reservation race each other over two nodes", () => {
  const RACERS = ["confirm", "fulfill", "release", "expire", "fulfill", "release", "confirm"] as const;

  it("then one of them ends it, each effect is there once, and the others are told why", async () => {
    const ends = new Map<State, number>();
    for (let round = 0; round < scaled(30, 600); round++) {
      const life = await newOrder(store);
      expect(await take(store, life, "create", { keyed: false })).toBe("OK");
      const start = round % RACERS.length;
      const racers = [...RACERS.slice(start), ...RACERS.slice(0, start)];
      const outcomes = await Promise.all(
        racers.map(async (step, lane) => {
          // A few turns of the database's, so that expiry comes now first, now in the middle, now last.
          for (let turn = 0; step === "expire" && turn < round % 8; turn++) {
            await store.database.pool.query("SELECT");
          }
          return take(lane % 2 === 0 ? store : other, life, step, { keyed: false });
        }),
      );
      await bookAll();
      const effects = await effectsOf(store, life);

      const winners = racers.filter((step, lane) => endsIt(step) && outcomes[lane] === "OK");
      const expected = { FULFILLED: ["fulfill"], RELEASED: ["release"], EXPIRED: [] } as Partial<
        Record<State, Step[]>
      >;
      expect(winners).toEqual(expected[effects.status]);
      const losers = racers.flatMap((step, lane) =>
        endsIt(step) && outcomes[lane] !== "OK" ? outcomes[lane] : [],
      );
      expect(new Set(losers)).toEqual(new Set(["RESERVATION_CLOSED"]));
      const confirmed = racers.some((step, lane) => step === "confirm" && outcomes[lane] === "OK");
      const visited: State[] = ["ACTIVE", ...(confirmed ? (["CONFIRMED"] as const) : []), effects.status];
      expect(effects).toEqual(effectsOfStates(visited));
      ends.set(effects.status, (ends.get(effects.status) ?? 0) + 1);
    }
    process.stderr.write(`${JSON.stringify({ prove: "races", ...Object.fromEntries(ends) })}\n`);
    expect(ends.size).toBeGreaterThan(1);
  }, 120_000);
});

const endsIt = (step: Step): boolean => step === "fulfill" || step === "release";

describe("when the holds of one reservation are booked item by item", () => {
  const meta = { ...CALLER, idempotencyKey: null };
  const expire = (node: Store, item: string) =>
    node.unitOfWork.execute({ kind: "expire", productVariantIds: [item] }, meta);
  const cancelled = (orderId: string) =>
    query(
      database.url,
      "SELECT data FROM event WHERE aggregate_id = $1 AND event_type = 'AllocationCancelledEvent'",
      [orderId],
    );

  it("then it is over with the first, and its order is told by the last", async () => {
    const life = await newOrder(store);
    await take(store, life, "create", { keyed: false });
    await letTimePass(store, life.orderId, life.items);

    await expire(store, life.items[0]);
    expect(await effectsOf(store, life)).toMatchObject({ status: "EXPIRED", stock: [[10, 0], [10, 2]] }); // prettier-ignore
    expect(await cancelled(life.orderId)).toEqual([]);

    await expire(other, life.items[1]);
    expect(await effectsOf(store, life)).toEqual(effectsOfStates(["ACTIVE", "EXPIRED"]));
    expect(await cancelled(life.orderId)).toMatchObject([
      {
        data: {
          reservationIds: [life.reservationId],
          reason: "RESERVATION_EXPIRED",
          lines: [{ releasedQuantity: 3 }, { releasedQuantity: 2 }],
        },
      },
    ]);
  });

  it("then two nodes that book an item each at once tell the order once", async () => {
    for (let round = 0; round < scaled(15, 300); round++) {
      const life = await newOrder(store);
      await take(store, life, "create", { keyed: false });
      await letTimePass(store, life.orderId, life.items);
      await Promise.all([expire(store, life.items[0]), expire(other, life.items[1])]);
      expect(await effectsOf(store, life)).toEqual(effectsOfStates(["ACTIVE", "EXPIRED"]));
    }
  });
});
