import fc from "fast-check";

/** What is killed or cut off, and how; SIGKILL, but for PostgreSQL, which is stopped immediately. */
export const KINDS = [
  { target: "api", how: "kill", which: 0 },
  { target: "api", how: "kill", which: 1 },
  { target: "relay", how: "kill", which: 0 },
  { target: "relay", how: "kill", which: 1 },
  { target: "postgres", how: "kill" },
  { target: "postgres", how: "reset" },
  { target: "rabbitmq", how: "kill" },
  { target: "rabbitmq", how: "reset" },
  { target: "rabbitmq", how: "refuse" },
  { target: "rabbitmq", how: "silence" },
  { target: "redis", how: "kill" },
  { target: "redis", how: "reset" },
  { target: "redis", how: "refuse" },
  { target: "redis", how: "silence" },
] as const;

export type Kind = (typeof KINDS)[number];
export type NodeKind = Extract<Kind, { readonly which: number }>;
export type ServerKind = Exclude<Kind, NodeKind>;

export type Kill = Kind & {
  /** How long it stays so, but for processes, which are started again at once. */
  readonly downMs: number;
};

export interface PlanOptions {
  readonly seed: number;
  readonly kinds: readonly Kind[];
  readonly kills: number;
  readonly longestMs: number;
}

/** Every kind as often as every other, in an order and for times that follow from the seed. */
export function planKills({ seed, kinds, kills, longestMs }: PlanOptions): readonly Kill[] {
  const rounds = Math.ceil(kills / kinds.length);
  const shuffled = fc.shuffledSubarray([...kinds], { minLength: kinds.length });
  const times = fc.sample(fc.integer({ min: 0, max: longestMs }), { seed, numRuns: kills });
  return fc
    .sample(shuffled, { seed, numRuns: rounds })
    .flat()
    .slice(0, kills)
    .map((kind, turn) => ({ ...kind, downMs: times[turn] as number }));
}
