import { SourceFault, type SourceRow, type StockSource, type Taken } from "../ports/stock-source.js";
import { named } from "./faults.js";
import { fetchPage, type Fetching } from "./fetch-page.js";
import { BY_MEDIA_TYPE, type ReadRows } from "./formats.js";
import { nextPage } from "./next-page.js";
import { momentOf, NO_MOMENT } from "./row-of.js";

export interface HttpSourceOptions {
  readonly url: string;
  /** Sent as bearer token, to this host alone. */
  readonly token: string | null;
  /** Whether what it does not name is not there, also where it does not say so. */
  readonly complete: boolean;
  /** How long it may be silent. */
  readonly timeoutMs: number;
}

/** A source whose pages never end has one of them again, or more than this. */
const MOST_PAGES = 1_000_000;

interface Page {
  readonly read: ReadRows;
  readonly taken: Taken;
  readonly body: AsyncIterable<Uint8Array>;
  readonly complete: boolean;
  readonly next: string | null;
}

/**
 * Figures from an HTTP address: NDJSON, a JSON array or CSV, on one page or more (`Link: <...>; rel="next"`). The
 * headers `Stock-As-Of` and `Stock-Complete: true` say when the figures were taken, and that nothing is left out.
 */
export function createHttpSource(options: HttpSourceOptions): StockSource {
  const { origin, pathname } = new URL(options.url);
  const name = `${origin}${pathname}`;
  const fetching: Fetching = { name, origin, token: options.token, timeoutMs: options.timeoutMs };
  return {
    name,
    async open(signal) {
      const first = await openPage(options.url, fetching, signal);
      return { complete: options.complete || first.complete, rows: pages(first, fetching, signal) };
    },
  };
}

async function* pages(first: Page, fetching: Fetching, signal: AbortSignal): AsyncGenerator<SourceRow> {
  const { name } = fetching;
  const seen = new Set<string>();
  let before = 0;
  let page: Page | null = first;
  while (page) {
    const { read, body, taken, next }: Page = page;
    let last = before;
    for await (const row of named(name, read(body, taken))) {
      last = before + row.row;
      yield { ...row, row: last };
    }
    before = last;
    if (next !== null && (seen.has(next) || seen.size >= MOST_PAGES))
      throw new SourceFault(`${name}: page ${seen.size + 1} leads back to one before.`);
    if (next !== null) seen.add(next);
    page = next === null ? null : await openPage(next, fetching, signal);
  }
}

async function openPage(url: string, fetching: Fetching, signal: AbortSignal): Promise<Page> {
  const { headers, body, from, until, url: at } = await fetchPage(url, fetching, signal);
  const { name, origin } = fetching;
  const mediaType = (headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  const read = BY_MEDIA_TYPE[mediaType];
  if (!read) {
    const known = Object.keys(BY_MEDIA_TYPE).join(", ");
    throw new SourceFault(`${name} answers ${mediaType || "no content type"}; known are ${known}.`);
  }
  const told = headers.get("stock-as-of");
  const taken = told === null ? { from, until, clock: "ours" as const } : momentOf(told);
  if (!taken) throw new SourceFault(`${name}: its header Stock-As-Of ${NO_MOMENT}`);
  const next = nextPage(headers.get("link"), at);
  // The token would go along.
  if (next !== null && new URL(next).origin !== origin)
    throw new SourceFault(`${name}: its next page is on another host, which is not asked.`);
  const complete = headers.get("stock-complete")?.trim().toLowerCase() === "true";
  return { read, taken, body, complete, next };
}
