const HOUR = 3_600_000;

/** How far back a chart looks; null: as far as there is something. */
export const RANGES = {
  day: { label: "24 h", words: "the last 24 hours", ms: 24 * HOUR },
  week: { label: "7 d", words: "the last 7 days", ms: 7 * 24 * HOUR },
  month: { label: "30 d", words: "the last 30 days", ms: 30 * 24 * HOUR },
  all: { label: "All", words: "all its time", ms: null },
} as const;

export type RangeName = keyof typeof RANGES;

export const RANGE_NAMES = Object.keys(RANGES) as readonly RangeName[];
