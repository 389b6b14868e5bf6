import type { Client } from "graphql-ws";
import { backoffMs } from "./backoff.js";
import { ApiError } from "./error.js";
import { asAsked, wasUnknown, type Published } from "./published.js";
import { createResumption, verdictOn } from "./resume.js";

// In a row; then it is told.
const MOST_BROKEN = 4;

type Errors = Parameters<typeof ApiError.of>[0];

export interface Followed<Data> extends Published {
  readonly variables: Readonly<Record<string, unknown>>;
  /** The document's variable `after` at first; undefined: it has none. */
  readonly after: string | null | undefined;
  readonly onNext: (data: Data) => void;
  /** What was missed cannot be had any more: read anew, and follow from there. */
  readonly onAnew: () => void;
  /** It is over: asking again would be answered the same. */
  readonly onError: (error: ApiError) => void;
}

/** Follows a subscription over interruptions, each event once and in order, until it is stopped. */
export function follow<Data>(client: Client, followed: Followed<Data>): () => void {
  const { variables, after, onNext, onAnew, onError } = followed;
  const resumption = createResumption(after ?? null);
  // Read each time it is sent: the client sends it again over each new socket.
  const payload = {
    get query() {
      return asAsked(followed).query;
    },
    get documentId() {
      return asAsked(followed).query === "" ? followed.documentId : undefined;
    },
    get variables() {
      return after === undefined ? variables : { ...variables, after: resumption.after };
    },
  };
  let attempt = 0;
  let stopped = false;
  let unsubscribe = () => {};
  let timer: ReturnType<typeof setTimeout> | undefined;

  const again = (ms: number) => {
    if (stopped) return;
    clearTimeout(timer);
    timer = setTimeout(begin, ms);
  };
  const failed = (failure: unknown) => {
    if (stopped) return;
    const [first] = Array.isArray(failure) ? (failure as Errors) : [];
    if (wasUnknown(followed, first?.extensions?.code)) return again(0);
    const verdict = verdictOn(failure);
    switch (verdict.kind) {
      case "resume":
        resumption.jumpTo(verdict.after);
        return again(0);
      case "again":
        return again(backoffMs(attempt++));
      case "anew":
        return onAnew();
      case "stop":
        return onError(ApiError.of(failure as Errors));
      default:
        return verdict satisfies never;
    }
  };
  // An event of which a part could not be answered is asked for again: without it the page is behind.
  const broke = (errors: Errors) => {
    if (stopped) return;
    if (verdictOn(errors).kind === "stop" || attempt >= MOST_BROKEN) onError(ApiError.of(errors));
    else again(backoffMs(attempt++));
  };
  function begin(): void {
    let over = false;
    const end = client.subscribe<Data>(payload, {
      next({ data, errors }) {
        if (stopped || over) return;
        if (errors || !data) {
          over = true;
          end();
          return broke(errors ?? []);
        }
        attempt = 0;
        if (after === undefined || resumption.saw(data)) onNext(data);
      },
      error: failed,
      complete() {
        // The service is being stopped, or forgot it: whoever follows is not done.
        if (!over) again(backoffMs(attempt++));
      },
    });
    unsubscribe = end;
  }
  begin();
  return () => {
    stopped = true;
    clearTimeout(timer);
    unsubscribe();
  };
}
