export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] as number;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** For reading: two decimals. */
export const rounded = (value: number): number => Math.round(value * 100) / 100;
