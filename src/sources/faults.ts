import { UnreadableFile } from "../lib/unreadable-file.js";
import { SourceFault, type SourceRow } from "../ports/stock-source.js";

/** What goes wrong with the content as a whole is told with the source's name. */
export async function* named(name: string, rows: AsyncIterable<SourceRow>): AsyncGenerator<SourceRow> {
  try {
    yield* rows;
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    throw new SourceFault(`${name}: ${error.message}`, { cause: error });
  }
}

/** What an error says, and what it came of: a failed `fetch` says why in its cause alone. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return cause.message === "" ? String((cause as NodeJS.ErrnoException).code) : cause.message;
}
