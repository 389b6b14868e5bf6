import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { request, type ApiError } from "../../api/graphql.js";
import { useSubscription } from "../../api/live.js";
import type {
  ItemReservationChangesSubscription,
  ItemReservationsQuery,
  ReservationStatus,
} from "../../generated/graphql.js";
import { ITEM_RESERVATIONS, RESERVATION_CHANGED } from "./documents.js";
import { entriesOf, type Entries } from "./merge-head.js";
import { CLOSED, OPEN } from "./reservation-statuses.js";
import { useRefresh } from "./use-refresh.js";

export type ReservationNode = ItemReservationsQuery["reservations"]["edges"][number]["node"];
export type StatusChoice = ReservationStatus | "OPEN_FIRST" | "OPEN";

interface Place {
  /** Which of the lists that are shown one after another. */
  readonly list: number;
  readonly after: string | null;
}

interface Page {
  readonly nodes: readonly ReservationNode[];
  readonly next: Place | null;
  /** Of the feed, before it was read. */
  readonly position: string;
}

interface Reservations {
  readonly nodes: readonly ReservationNode[];
  readonly position: string | null;
}

type Change = ItemReservationChangesSubscription["reservationChanged"];

const PAGE = 20;
// No event tells that a hold was extended, or that its time is over before that is booked.
const LOOK_AGAIN_MS = 60_000;
const BEGIN: Place = { list: 0, after: null };

/** Newest first; with OPEN_FIRST what holds stock stands before all that is over. */
export function useReservations(productVariantId: string, choice: StatusChoice) {
  const lists = listsOf(choice);
  const [after, setAfter] = useState<string | null>(null);
  const [changes, setChanges] = useState(0);

  async function page({ list, after }: Place, signal: AbortSignal): Promise<Page> {
    const filter = { productVariantId, statuses: lists[list] ?? [] };
    const answer = await request(ITEM_RESERVATIONS, { filter, first: PAGE, after }, signal);
    const { nodes, next }: Entries<ReservationNode> = entriesOf(answer.reservations);
    const position = answer.feedPosition;
    if (next !== null) return { nodes, position, next: { list, after: next } };
    const following = list + 1 < lists.length ? { list: list + 1, after: null } : null;
    // A page that is not full goes on with the next list.
    if (!following || nodes.length >= PAGE) return { nodes, position, next: following };
    const rest = await page(following, signal);
    return { nodes: [...nodes, ...rest.nodes], position, next: rest.next };
  }

  const query = useInfiniteQuery<Page, ApiError, Reservations, unknown[], Place>({
    queryKey: ["item-reservations", productVariantId, choice],
    queryFn: ({ pageParam, signal }) => page(pageParam, signal),
    initialPageParam: BEGIN,
    getNextPageParam: ({ next }) => next,
    select: ({ pages }) => ({
      nodes: distinct(pages.flatMap(({ nodes }) => nodes)),
      position: pages[0]?.position ?? null,
    }),
    refetchInterval: LOOK_AGAIN_MS,
  });
  const { data, isFetching, refetch } = query;
  // Followed from when it was read first: what is read again for a change has that change.
  if (after === null && data && !isFetching) setAfter(data.position);
  const isConcerned = ({ reservationIds, reservation }: Change) =>
    data?.nodes.some(({ id }) => reservationIds.includes(id)) ||
    reservation?.lines.some(({ item }) => item.productVariantId === productVariantId);
  const liveError = useSubscription(
    RESERVATION_CHANGED,
    {},
    {
      after,
      enabled: after !== null,
      onNext({ reservationChanged }) {
        if (isConcerned(reservationChanged)) setChanges((count) => count + 1);
      },
      onAnew() {
        setAfter(null);
        void refetch();
      },
    },
  );
  useRefresh(changes, refetch);
  return { query, liveError };
}

function listsOf(choice: StatusChoice): readonly ReservationStatus[][] {
  if (choice === "OPEN_FIRST") return [OPEN, CLOSED];
  return [choice === "OPEN" ? OPEN : [choice]];
}

/** One that is closed between two pages would be in both. */
function distinct(nodes: readonly ReservationNode[]): readonly ReservationNode[] {
  return [...new Map(nodes.map((node) => [node.id, node])).values()];
}
