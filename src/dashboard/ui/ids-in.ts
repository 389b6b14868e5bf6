/** Ids apart by commas, blanks or lines; each once. */
export function idsIn(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter(Boolean))];
}
