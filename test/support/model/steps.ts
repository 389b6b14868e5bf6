import fc from "fast-check";
import { MAIN } from "./state.js";

// What is generated names reservations, transfers and versions by what they are to the run
// ("the third newest", "stale"), so that a run can be shortened and still makes sense.

export const ITEMS = ["v0", "v1", "v2", "v3", "v4", "v5"];
export const WAREHOUSES = [MAIN, "EAST", "WEST", "OLD"];
/** Seconds. Holds that last shorter than LONG are those that a step lets expire. */
const SHORT = 10_000;
export const LONG = 1_000_000;

const item = fc.constantFrom(...ITEMS);
const rarely = <T>(usual: fc.Arbitrary<T>, rare: T) =>
  fc.oneof({ weight: 60, arbitrary: usual }, { weight: 1, arbitrary: fc.constant(rare) });
const anyItem = rarely(item, "nobody");
const warehouse = rarely(fc.constantFrom(...WAREHOUSES), "NOWHERE");
const maybeWarehouse = fc.oneof(
  { weight: 3, arbitrary: fc.constant(undefined) },
  { weight: 2, arbitrary: warehouse },
);
const quantity = fc.integer({ min: 1, max: 8 });
const nth = fc.nat({ max: 15 });
const version = fc.constantFrom("any", "any", "any", "any", "current", "stale" as const);
const order = fc.nat({ max: 3 });

const line = fc.record({ item: anyItem, quantity, warehouse: maybeWarehouse });
const lines = fc.array(line, { minLength: 1, maxLength: 4 });
const part = fc.record({
  nth: fc.nat({ max: 3 }),
  quantity: fc.integer({ min: 1, max: 4 }),
  here: fc.boolean(),
});
const parts = fc.option(fc.array(part, { minLength: 1, maxLength: 2 }), { nil: undefined });
const count = fc.record({
  item: anyItem,
  quantity: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 30 })),
  from: fc.constantFrom("any", "any", "current", "wrong" as const),
  warehouse: maybeWarehouse,
  version,
});
const backorder = fc.constantFrom(
  { policy: "DENY", limit: null },
  { policy: "LIMIT", limit: 5 },
  { policy: "ALLOW", limit: null },
  undefined,
);

const verbs = {
  reserve: fc.record({
    verb: fc.constant("reserve" as const),
    order,
    lines,
    ttl: fc.constantFrom(SHORT, SHORT, LONG, 0, undefined),
    policy: fc.constantFrom("ALL_OR_NOTHING", "PARTIAL", undefined),
  }),
  extend: fc.record({ verb: fc.constant("extend" as const), nth, ttl: fc.constantFrom(SHORT, LONG, 0) }),
  confirm: fc.record({ verb: fc.constant("confirm" as const), nth }),
  fulfill: fc.record({ verb: fc.constant("fulfill" as const), nth, parts }),
  release: fc.record({
    verb: fc.constant("release" as const),
    nth,
    byOrder: fc.boolean(),
    parts,
    reason: fc.constantFrom("ORDER_CANCELLED", "ORDER_COMPLETED_ADJUSTMENT"),
  }),
  purchase: fc.record({
    verb: fc.constant("purchase" as const),
    item: anyItem,
    quantity: fc.integer({ min: 1, max: 20 }),
    changeType: fc.constantFrom("PURCHASE", "RETURN", "ADJUSTMENT"),
    warehouse: maybeWarehouse,
    version,
  }),
  take: fc.record({
    verb: fc.constant("take" as const),
    item: anyItem,
    quantity,
    changeType: fc.constantFrom("SALE", "ADJUSTMENT"),
    warehouse: maybeWarehouse,
    version,
  }),
  sellHeld: fc.record({ verb: fc.constant("sellHeld" as const), nth, part: fc.nat({ max: 3 }), quantity }),
  setStock: fc.record({ verb: fc.constant("setStock" as const), count }),
  setStocks: fc.record({
    verb: fc.constant("setStocks" as const),
    counts: fc.uniqueArray(count, {
      minLength: 1,
      maxLength: 4,
      selector: (each) => `${each.item} ${each.warehouse ?? MAIN}`,
    }),
    policy: fc.constantFrom("REJECT_ALL", "REJECT_FAILED"),
  }),
  transfer: fc.record({
    verb: fc.constant("transfer" as const),
    from: warehouse,
    to: warehouse,
    lines: fc.uniqueArray(fc.record({ item: anyItem, quantity }), {
      minLength: 1,
      maxLength: 3,
      selector: (each) => each.item,
    }),
  }),
  receive: fc.record({
    verb: fc.constant("receive" as const),
    nth,
    parts: fc.array(fc.record({ received: fc.nat({ max: 5 }), missing: fc.constantFrom(0, 0, 0, 1) }), {
      minLength: 1,
      maxLength: 3,
    }),
  }),
  cancel: fc.record({ verb: fc.constant("cancel" as const), nth }),
  update: fc.record({
    verb: fc.constant("update" as const),
    item: anyItem,
    threshold: fc.option(fc.integer({ min: 0, max: 12 }), { nil: undefined }),
    sku: fc.constantFrom(undefined, undefined, "sku-1", "sku-2", null),
    backorder,
    version,
  }),
  discontinue: fc.record({ verb: fc.constant("discontinue" as const), item: anyItem, version }),
  reactivate: fc.record({ verb: fc.constant("reactivate" as const), item: anyItem, version }),
  delete: fc.record({ verb: fc.constant("delete" as const), item: anyItem, nth, version }),
  assign: fc.record({ verb: fc.constant("assign" as const), item: anyItem, nth }),
  create: fc.record({
    verb: fc.constant("create" as const),
    item,
    threshold: fc.option(fc.integer({ min: 0, max: 6 }), { nil: undefined }),
    backorder,
  }),
  makeWarehouse: fc.record({
    verb: fc.constant("makeWarehouse" as const),
    code: warehouse,
    priority: fc.nat({ max: 3 }),
  }),
  changeWarehouse: fc.record({
    verb: fc.constant("changeWarehouse" as const),
    code: warehouse,
    priority: fc.option(fc.nat({ max: 3 }), { nil: undefined }),
    active: fc.constantFrom(true, true, false, undefined),
  }),
  makeBin: fc.record({
    verb: fc.constant("makeBin" as const),
    code: warehouse,
    bin: fc.constantFrom("A1", "A2", "B1"),
  }),
};
type Verbs = typeof verbs;
export type StepVerb = keyof Verbs;
export type Step = { [V in StepVerb]: Verbs[V] extends fc.Arbitrary<infer S> ? S : never }[StepVerb];

/** How often each verb comes among those that may run at once. */
const OFTEN: Partial<Record<StepVerb, number>> = {
  ...{ reserve: 60, purchase: 24, take: 9, sellHeld: 15, setStock: 9, setStocks: 6 },
  ...{ extend: 9, confirm: 12, fulfill: 18, release: 15, transfer: 15, receive: 15, cancel: 3 },
  ...{ update: 6, discontinue: 1, reactivate: 6, delete: 4, assign: 3 },
};

/**
 * What happens together (each step's turn is not known before), then alone: expiry, the
 * sweep, an audit, and verbs on what others read without locking it.
 */
export type Window =
  | { readonly kind: "together"; readonly steps: readonly Step[] }
  | { readonly kind: "elapse" | "sweep" | "audit" };

const anyOf = (
  weights: Partial<Record<StepVerb, number>>,
  only: readonly StepVerb[] | null,
): fc.Arbitrary<Step> =>
  fc.oneof(
    ...Object.entries(weights)
      .filter(([verb]) => only === null || only.includes(verb as StepVerb))
      .map(([verb, weight]) => ({ weight, arbitrary: verbs[verb as StepVerb] as fc.Arbitrary<Step> })),
  );

const alone = anyOf({ makeWarehouse: 1, changeWarehouse: 3, makeBin: 2 }, null);

export function windows(size: number, only: readonly StepVerb[] | null = null): fc.Arbitrary<Window> {
  const together = (steps: fc.Arbitrary<readonly Step[]>) =>
    steps.map((each): Window => ({ kind: "together", steps: each }));
  return fc.oneof(
    {
      weight: 24,
      arbitrary: together(fc.array(anyOf(OFTEN, only), { minLength: 1, maxLength: size, size: "max" })),
    },
    { weight: 2, arbitrary: together(fc.array(verbs.create, { minLength: 1, maxLength: 3 })) },
    { weight: 3, arbitrary: together(alone.map((step) => [step])) },
    { weight: 3, arbitrary: fc.constantFrom<Window>({ kind: "elapse" }) },
    { weight: 1, arbitrary: fc.constantFrom<Window>({ kind: "sweep" }, { kind: "audit" }) },
  );
}

/** What a run begins with: items of every backorder policy, warehouses, some stock. */
export const PROLOGUE: readonly Step[] = [
  { verb: "makeWarehouse", code: "EAST", priority: 1 },
  { verb: "makeWarehouse", code: "WEST", priority: 1 },
  { verb: "makeWarehouse", code: "OLD", priority: 0 },
  { verb: "makeBin", code: "EAST", bin: "A1" },
  { verb: "create", item: "v0", threshold: undefined, backorder: undefined },
  { verb: "create", item: "v1", threshold: 2, backorder: { policy: "LIMIT", limit: 5 } },
  { verb: "create", item: "v2", threshold: 2, backorder: { policy: "ALLOW", limit: null } },
  { verb: "create", item: "v3", threshold: 5, backorder: { policy: "DENY", limit: null } },
  { verb: "create", item: "v4", threshold: 0, backorder: undefined },
  { verb: "purchase", item: "v4", quantity: 8, changeType: "PURCHASE", warehouse: MAIN, version: "any" },
  ...["v0", "v1", "v2", "v3"].flatMap((id) =>
    [MAIN, "EAST", "OLD"].map((code) => ({
      ...{
        verb: "purchase" as const,
        item: id,
        quantity: 15,
        changeType: "PURCHASE" as const,
        warehouse: code,
      },
      version: "any" as const,
    })),
  ),
  { verb: "changeWarehouse", code: "OLD", priority: undefined, active: false },
];
