// A spreadsheet runs a cell that begins like a formula. The export puts an apostrophe
// before it, which a spreadsheet takes for "this is text", and before a cell that has an
// apostrophe of its own there, so that the import finds back exactly what was exported.

const FORMULA = /^[=+\-@\t\r\n'\uff1d\uff0b\uff0d\uff20]/;

export function guarded(cell: string): string {
  return FORMULA.test(cell) ? `'${cell}` : cell;
}

/** An apostrophe before anything else was never put there by us, and stays. */
export function unguarded(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell.slice(1)) ? cell.slice(1) : cell;
}
