import type { Instant } from "./model.js";

/** What of a variant is said again and again: of two sayings the later counts, whichever comes first. */
export type VariantFact = "createdSaid" | "deletedSaid" | "skuSaid" | "saleSaid";

/** When the product service said what last of a variant, by its own clock; null: it has not. */
export interface VariantIntake extends Readonly<Record<VariantFact, Instant | null>> {
  readonly productVariantId: string;
  readonly updatedAt: Instant;
}

export function unsaid(productVariantId: string, now: Instant): VariantIntake {
  return {
    ...{ productVariantId, createdSaid: null, deletedSaid: null, skuSaid: null, saleSaid: null },
    updatedAt: now,
  };
}

/** What does not say when it was said, or says the future, was said when it came. */
export function saidBy(saidAt: Instant | null, now: Instant): Instant {
  return Math.min(saidAt ?? now, now);
}

/** Whether what was said then came after something else that counts more; at the same time the first one counts. */
export function isLate(at: Instant, last: Instant | null): boolean {
  return last !== null && at <= last;
}

/** What was said is remembered by its latest time. */
export function withSaid(
  intake: VariantIntake,
  facts: readonly VariantFact[],
  { at, now }: { readonly at: Instant; readonly now: Instant },
): VariantIntake {
  const told = facts.map((fact) => [fact, Math.max(at, intake[fact] ?? at)]);
  return { ...intake, ...(Object.fromEntries(told) as Partial<VariantIntake>), updatedAt: now };
}
