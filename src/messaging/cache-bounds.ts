/** Longer than any document that is executed; whoever sends more is not served from here. */
const MOST_CHARACTERS = 262_144;
const DEFAULT_TTL_SECONDS = 86_400;

export const isKept = (key: string, value: string): boolean => key.length + value.length <= MOST_CHARACTERS;

/** Milliseconds, from 1. */
export const lifeMs = (ttl: number | null | undefined): number =>
  Math.max(1, Math.round(1_000 * (ttl ?? DEFAULT_TTL_SECONDS)));
