import { keepPreviousData, useQuery, type QueryKey } from "@tanstack/react-query";
import { request, type ApiError, type TypedDocumentString } from "./graphql.js";

interface ApiQueryOptions {
  readonly enabled?: boolean;
  /** Milliseconds; for what no subscription tells. */
  readonly refetchInterval?: number;
  /** While other variables' data is on its way, the data before stays (isPlaceholderData). */
  readonly keepPrevious?: boolean;
  /** Milliseconds for which data counts as fresh when a page comes back to it; 0 by default. */
  readonly staleTime?: number;
}

/** For queryClient.setQueryData and invalidateQueries. Without variables: the key of all of them. */
export function apiKey<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables?: Variables,
): QueryKey {
  return variables === undefined ? [document.toString()] : [document.toString(), variables];
}

/** A query that react-query keeps; `error` is an ApiError. */
export function useApiQuery<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
  { enabled = true, keepPrevious = false, refetchInterval, staleTime = 0 }: ApiQueryOptions = {},
) {
  return useQuery<Data, ApiError>({
    queryKey: apiKey(document, variables),
    queryFn: ({ signal }) => request(document, variables, signal),
    enabled,
    staleTime,
    ...(refetchInterval !== undefined && { refetchInterval }),
    ...(keepPrevious && { placeholderData: keepPreviousData }),
  });
}
