import type { Client } from "graphql-ws";
import { createContext, useContext, useEffect, useEffectEvent, useState } from "react";
import { follow } from "./follow.js";
import { publishedAs } from "./published.js";
import type { ApiError, TypedDocumentString } from "./graphql.js";

/** null until the socket's client is there. */
export const LiveContext = createContext<Client | null>(null);

interface SubscriptionOptions<Data> {
  /**
   * Resume after this position, the `feedPosition` that was read together with the data on the
   * page. Put it in the document as `$after: Position`. Leave it out with documents that have none
   * (lowStock begins with a snapshot). Another value subscribes anew.
   */
  readonly after?: string | null;
  /** false: not yet, or not any more. */
  readonly enabled?: boolean;
  readonly onNext: (data: Data) => void;
  /** What was missed cannot be had any more: refetch, and hand over the new `after`. */
  readonly onAnew?: () => void;
}

/**
 * Follows a subscription while the component is there: over reconnects and restarts of the
 * service, each event once and in order. Callbacks may change freely. Answers the error that ended
 * it, such as FORBIDDEN; null while it goes on.
 */
export function useSubscription<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables: Omit<Variables, "after">,
  options: SubscriptionOptions<Data>,
): ApiError | null {
  const client = useContext(LiveContext);
  const [error, setError] = useState<ApiError | null>(null);
  const next = useEffectEvent(options.onNext);
  const anew = useEffectEvent(() => options.onAnew?.());
  const { enabled = true, after } = options;
  const { query, documentId } = publishedAs(document);
  const values = JSON.stringify(variables);
  useEffect(() => {
    if (!client || !enabled) return;
    setError(null);
    return follow<Data>(client, {
      query,
      documentId,
      variables: JSON.parse(values) as Record<string, unknown>,
      after,
      onNext: (data) => next(data),
      onAnew: () => anew(),
      onError: setError,
    });
  }, [client, enabled, query, documentId, values, after]);
  return error;
}
