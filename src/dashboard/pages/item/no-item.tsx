import { useApiQuery } from "../../api/use-api-query.js";
import { useMay } from "../../session/use-session.js";
import { EmptyNote } from "../../ui/notes.js";
import { ITEM_LEDGER } from "./documents.js";
import { Ledger } from "./ledger.js";

/** Nothing has the id, any more or yet; the ledger knows which. */
export function NoItem({ productVariantId }: { productVariantId: string }) {
  const mayRead = useMay("inventory:adjust");
  const variables = { filter: { productVariantId }, first: 1 };
  const { data } = useApiQuery(ITEM_LEDGER, variables, { enabled: mayRead });
  const wasThere = (data?.ledger.edges.length ?? 0) > 0;
  return (
    <>
      <div className="panel">
        {wasThere ? (
          <EmptyNote title="This item was deleted">Nothing of it was left. Its ledger is kept.</EmptyNote>
        ) : (
          <EmptyNote title="No item has this id">
            <code>{productVariantId}</code> is unknown here, or was deleted. It appears once it has stock.
          </EmptyNote>
        )}
      </div>
      {wasThere && <Ledger productVariantId={productVariantId} version={0} />}
    </>
  );
}
