import { useState } from "react";
import { useMay } from "../../session/use-session.js";
import { Button } from "../../ui/button.js";
import { EmptyNote, ErrorNote } from "../../ui/notes.js";
import { Panel } from "../../ui/page.js";
import { Select } from "../../ui/select.js";
import { Skeleton } from "../../ui/skeleton.js";
import { KINDS } from "./ledger-kinds.js";
import { LedgerTable } from "./ledger-table.js";
import { useLedger } from "./use-ledger.js";
import { WithoutScope } from "./without-scope.js";

interface LedgerProps {
  readonly productVariantId: string;
  /** The item's; the list is read again when it rises. */
  readonly version: number;
}

const ANY = "";
const OPTIONS = [
  { value: ANY, label: "Any kind" },
  ...Object.entries(KINDS).map(([value, label]) => ({ value, label })),
];

export function Ledger(props: LedgerProps) {
  const mayRead = useMay("inventory:adjust");
  const [kind, setKind] = useState(ANY);
  return (
    <Panel
      title="Ledger"
      aside={
        mayRead && (
          <div className="item-pick">
            <Select label="Kind" value={kind} onChange={setKind} options={OPTIONS} />
          </div>
        )
      }
    >
      {mayRead ? (
        <Entries key={kind} {...props} kind={kind} />
      ) : (
        <WithoutScope scope="inventory:adjust">its ledger</WithoutScope>
      )}
    </Panel>
  );
}

function Entries({ productVariantId, version, kind }: LedgerProps & { readonly kind: string }) {
  const filter = { productVariantId, ...(kind !== ANY && { kinds: [kind] }) };
  const { query, flashesOf, more, older } = useLedger(filter, version);
  const { data, error, refetch } = query;
  return (
    <>
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton label="Loading the ledger" />}
      {data?.nodes.length === 0 && <EmptyNote title="No entry">Nothing of that kind was booked.</EmptyNote>}
      {data && data.nodes.length > 0 && <LedgerTable entries={data.nodes} flashesOf={flashesOf} />}
      {older.error && <ErrorNote error={older.error} />}
      {data && data.next !== null && (
        <div className="item-more">
          <Button pending={older.pending} onClick={more}>
            Older entries
          </Button>
        </div>
      )}
    </>
  );
}
