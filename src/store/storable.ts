const LONGEST = 1_000;

/** PostgreSQL has no NUL and no half of a surrogate pair: a peer's words must not make a row unwritable. */
export function storable(text: string): string {
  return Buffer.from(text.slice(0, LONGEST)).toString().replaceAll("\0", "");
}
