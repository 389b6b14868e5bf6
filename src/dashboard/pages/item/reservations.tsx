import { memo, useEffect, useRef, useState } from "react";
import { useMay } from "../../session/use-session.js";
import { Button } from "../../ui/button.js";
import { EmptyNote, ErrorNote } from "../../ui/notes.js";
import { Panel } from "../../ui/page.js";
import { Select } from "../../ui/select.js";
import { Skeleton } from "../../ui/skeleton.js";
import { ReleaseDialog } from "./release-dialog.js";
import { ReservationTable } from "./reservation-table.js";
import { STATUSES } from "./reservation-statuses.js";
import { useReservations, type ReservationNode, type StatusChoice } from "./use-reservations.js";
import { WithoutScope } from "./without-scope.js";
import type { ReservationStatus } from "../../generated/graphql.js";

interface ReservationsProps {
  readonly productVariantId: string;
}

const OPTIONS: readonly { readonly value: StatusChoice; readonly label: string }[] = [
  { value: "OPEN_FIRST", label: "All, open first" },
  { value: "OPEN", label: "Open" },
  ...(Object.keys(STATUSES) as ReservationStatus[]).map((value) => ({ value, label: STATUSES[value].label })),
];

/** Not rendered by each change of the item. */
export const Reservations = memo(function Reservations(props: ReservationsProps) {
  const mayRead = useMay("inventory:reserve");
  const [choice, setChoice] = useState<StatusChoice>("OPEN_FIRST");
  return (
    <Panel
      title="Reservations"
      aside={
        mayRead && (
          <div className="item-pick">
            <Select label="Status" value={choice} onChange={setChoice} options={OPTIONS} />
          </div>
        )
      }
    >
      {mayRead ? (
        <List key={choice} {...props} choice={choice} />
      ) : (
        <WithoutScope scope="inventory:reserve">who holds it</WithoutScope>
      )}
    </Panel>
  );
});

function List({ productVariantId, choice }: ReservationsProps & { readonly choice: StatusChoice }) {
  const { query, liveError } = useReservations(productVariantId, choice);
  const { error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const reservations = query.data?.nodes;
  const [releasing, setReleasing] = useState<ReservationNode | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const wasReleased = useRef(false);
  useEffect(() => {
    if (releasing !== null || !wasReleased.current) return;
    // The button that opened the dialog goes with what was released; the keyboard stays near.
    wasReleased.current = false;
    list.current?.focus();
  }, [releasing]);
  return (
    <div ref={list} className="item-list" tabIndex={-1}>
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {liveError && <ErrorNote error={liveError} />}
      {!reservations && !error && <Skeleton label="Loading the reservations" lines={3} />}
      {reservations?.length === 0 && (
        <EmptyNote title="No reservation">
          {choice === "OPEN_FIRST" ? "No order ever held this item." : "None is in this status."}
        </EmptyNote>
      )}
      {reservations && reservations.length > 0 && (
        <ReservationTable
          reservations={reservations}
          productVariantId={productVariantId}
          onRelease={setReleasing}
        />
      )}
      {hasNextPage && (
        <div className="item-more">
          <Button pending={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            More reservations
          </Button>
        </div>
      )}
      <ReleaseDialog
        reservation={releasing && (reservations?.find(({ id }) => id === releasing.id) ?? releasing)}
        onClose={() => setReleasing((now) => (now === releasing ? null : now))}
        onReleased={() => (wasReleased.current = true)}
        onChanged={() => void refetch()}
      />
    </div>
  );
}
