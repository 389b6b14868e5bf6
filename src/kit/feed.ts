import type { EventType, StockfeedEvent, UnknownEvent } from "./events.js";

/** The feed as the service's API tells it. */
export interface Feed {
  /** The newest position. */
  head(signal: AbortSignal): Promise<number>;
  /**
   * Events after a position, oldest first; null: from the oldest that is kept; `types` null: all.
   *
   * @throws FeedRefused; Error when there is no answer now.
   */
  after(position: number | null, types: readonly EventType[] | null, signal: AbortSignal): Promise<FeedPage>;
}

export interface FeedPage {
  readonly events: readonly (StockfeedEvent | UnknownEvent)[];
  /** There is nothing of these types up to here; null: there is nothing more at all. */
  readonly passed: number | null;
}

/** The position is older than what is kept (EXPIRED), or the feed has not come to it (UNKNOWN). */
export class FeedRefused extends Error {
  override readonly name = "FeedRefused";
  constructor(
    readonly code: "POSITION_EXPIRED" | "POSITION_UNKNOWN",
    message: string,
  ) {
    super(message);
  }
}

export interface FeedOptions {
  /** Of the service: `https://stock.example`. */
  readonly url: string;
  /** A token with the scope `inventory:admin`; `fresh`: the last one was refused. */
  readonly token: (options: { readonly fresh: boolean }) => Promise<string>;
}

const PAGE = 250;
const TIMEOUT_MS = 15_000;
const HEAD = "{ feedPosition }";
const EVENTS = `query ($after: Position, $types: [String!]) { events(after: $after, types: $types, first: ${PAGE}) {
  eventId eventType eventVersion occurredAt correlationId aggregateId aggregateType aggregateVersion ordinal causationId
  userId position data
} }`;

interface Answer {
  readonly data?: { readonly feedPosition?: string; readonly events?: Told[] } | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions?: { readonly code?: string; readonly resumeAfter?: string };
  }[];
}
type Told = Omit<UnknownEvent, "timestamp" | "sourceService"> & { readonly occurredAt: string };

export function openFeed({ url, token }: FeedOptions): Feed {
  async function ask(query: string, variables: object, signal: AbortSignal, fresh = false): Promise<Answer> {
    const response = await fetch(new URL("graphql", url.endsWith("/") ? url : `${url}/`), {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${await token({ fresh })}` },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    if (response.status === 401 && !fresh) return ask(query, variables, signal, true);
    if (!response.headers.get("content-type")?.includes("json")) {
      throw new Error(`${url} answers ${response.status}`);
    }
    return (await response.json()) as Answer;
  }

  return {
    async head(signal) {
      const { data, errors } = await ask(HEAD, {}, signal);
      if (data?.feedPosition === undefined) throw refused(errors);
      return Number(data.feedPosition);
    },
    async after(position, types, signal) {
      const after = position === null ? null : String(position);
      const { data, errors } = await ask(EVENTS, { after, types }, signal);
      const resumeAfter = errors?.[0]?.extensions?.resumeAfter;
      if (resumeAfter !== undefined) return { events: [], passed: Number(resumeAfter) };
      if (!data?.events) throw refused(errors);
      return { events: data.events.map(toMessage), passed: null };
    },
  };
}

/** The body as the broker's message has it. */
function toMessage({ occurredAt, ...told }: Told): UnknownEvent {
  return { ...told, timestamp: occurredAt, sourceService: "InventoryService" };
}

function refused(errors: Answer["errors"] = []): Error {
  const [first] = errors;
  const code = first?.extensions?.code;
  const message = first?.message ?? "the service answers something else";
  return code === "POSITION_EXPIRED" || code === "POSITION_UNKNOWN"
    ? new FeedRefused(code, message)
    : new Error(message);
}
