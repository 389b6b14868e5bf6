import { Link } from "react-router";

interface AggregateLinkProps {
  readonly event: { readonly aggregateId: string; readonly data?: unknown };
}

/** What an event is about: a link where that is an item, which has a page. */
export function AggregateLink({ event: { aggregateId, data } }: AggregateLinkProps) {
  const isItem = (data as { productVariantId?: unknown } | null)?.productVariantId === aggregateId;
  return isItem ? (
    <Link to={`/items/${encodeURIComponent(aggregateId)}`}>{aggregateId}</Link>
  ) : (
    <>{aggregateId}</>
  );
}
