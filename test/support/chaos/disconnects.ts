import fc from "fast-check";
import type { Kill, Kind } from "./plan.js";

/** The socket of one subscriber is cut, or what several depend on is killed. */
export type Disconnect = (
  { readonly what: "socket"; readonly which: number } | { readonly what: "kill"; readonly kill: Kill }
) & {
  /** Until the next. */
  readonly pauseMs: number;
};

export interface DisconnectsOptions {
  readonly seed: number;
  readonly disconnects: number;
  readonly subscribers: number;
  /** What may be killed or cut off beside sockets. */
  readonly kinds: readonly Kind[];
}

/** Of so many disconnects one is a kill. */
const A_KILL = 8;
const LONGEST_DOWN_MS = 1_000;
const LONGEST_PAUSE_MS = 150;

/** Every kind as often as every other, between sockets that are cut, in an order that follows from the seed. */
export function planDisconnects(options: DisconnectsOptions): readonly Disconnect[] {
  const { seed, disconnects, subscribers, kinds } = options;
  const some = (max: number, offset: number) =>
    fc.sample(fc.integer({ min: 0, max }), { seed: seed + offset, numRuns: disconnects });
  const pauses = some(LONGEST_PAUSE_MS, 0);
  const downs = some(LONGEST_DOWN_MS, 1);
  const targets = some(subscribers - 1, 2);
  const ordinary = Array.from({ length: disconnects }, (_, turn) => turn);
  const [order = []] = fc.sample(fc.shuffledSubarray(ordinary, { minLength: disconnects }), {
    seed,
    numRuns: 1,
  });
  return order.map((number, turn): Disconnect => {
    const pauseMs = pauses[turn] as number;
    if (number % A_KILL !== 0) return { what: "socket", which: targets[turn] as number, pauseMs };
    const kind = kinds[(number / A_KILL) % kinds.length] as Kind;
    return { what: "kill", kill: { ...kind, downMs: downs[turn] as number }, pauseMs };
  });
}
