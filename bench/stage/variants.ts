/** How many variants the random rows are spread over. */
export const VARIANTS = 10_000;

export const HOT_VARIANT = "bench-hot";

export function variant(index: number): string {
  return `bench-${index}`;
}

export function randomVariant(): string {
  return variant(Math.floor(Math.random() * VARIANTS));
}
