/** A moment as milliseconds since 1970. */
export const ms = (column: string): string => `(extract(epoch from ${column}) * 1000)::bigint`;
