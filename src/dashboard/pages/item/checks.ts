const MOST = 2_147_483_647;

/** The number that somebody typed, as GraphQL's Int; null: it is none. */
export function wholeNumber(text: string): number | null {
  // A minus sign may be typed as one, or pasted from a page that has the typographic one.
  const plain = text.trim().replace("\u2212", "-");
  if (!/^[+-]?\d{1,10}$/.test(plain)) return null;
  const value = Number(plain);
  return Math.abs(value) <= MOST ? value : null;
}

/** What is wrong with a number of units; null: nothing. */
export function faultOfUnits(text: string, least: number): string | null {
  const value = wholeNumber(text);
  if (value === null) return "A whole number is needed.";
  return value < least ? `At least ${least}.` : null;
}

export function faultOfDelta(text: string): string | null {
  const value = wholeNumber(text);
  if (value === null) return "A whole number is needed, with a minus where units leave.";
  return value === 0 ? "0 changes nothing." : null;
}

/** An optional text's field of an input: left out when nothing was typed. */
export function given<Name extends string>(name: Name, text: string): { readonly [name in Name]?: string } {
  const value = text.trim();
  return value === "" ? {} : ({ [name]: value } as { readonly [name in Name]: string });
}
