import type { CsvError } from "csv-parse";

/** What the parser knows of its place; it counts a CRLF within quotes as two lines. */
interface Place {
  readonly lines: number;
  readonly empty_lines: number;
}

/** On which line of the file a row begins: rows may have line breaks in them, and empty lines between them. */
export class CsvLines {
  #last: Place = { lines: 0, empty_lines: 0 };
  #doubled = 0;

  /** To be told of every row, in their order. */
  beginOf(cells: readonly string[], { lines, empty_lines }: Place): number {
    const breaks = lines > this.#last.lines + 1 ? (cells.join("\0").match(/\r\n|\r|\n/g) ?? []) : [];
    this.#doubled += breaks.filter((each) => each === "\r\n").length;
    this.#last = { lines, empty_lines };
    return lines - this.#doubled - breaks.length;
  }

  /** Where the row begins that the parser gave up. */
  beginOfBad(error: CsvError): number {
    const empty = (error as unknown as Place).empty_lines - this.#last.empty_lines;
    return this.#last.lines - this.#doubled + empty + 1;
  }
}
