import { Link, useParams } from "react-router";
import { ErrorNote, Note } from "../../ui/notes.js";
import { Page } from "../../ui/page.js";
import { Skeleton } from "../../ui/skeleton.js";
import { StatusBadge } from "../../ui/status-badge.js";
import { Actions } from "./actions.js";
import { ItemHead } from "./item-head.js";
import { Ledger } from "./ledger.js";
import { Levels } from "./levels.js";
import { NoItem } from "./no-item.js";
import { Reservations } from "./reservations.js";
import { StockChart } from "./stock-chart.js";
import { useItem } from "./use-item.js";
import "./item.css";

export function ItemPage() {
  const { productVariantId = "" } = useParams();
  // Another item is another page: nothing of the one before stays open.
  return <Item key={productVariantId} productVariantId={productVariantId} />;
}

function Item({ productVariantId }: { productVariantId: string }) {
  const { query, live, announcement, put, liveError } = useItem(productVariantId);
  const { data, error, refetch } = query;
  const item = data?.inventoryItem;
  return (
    <Page title={productVariantId} aside={item ? <StatusBadge status={item.status} /> : undefined}>
      <p className="item-back">
        <Link to="/catalogue">All items</Link>
      </p>
      <span className="visually-hidden" role="status">
        {announcement}
      </span>
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {liveError && <ErrorNote error={liveError} />}
      {!data && !error && (
        <div className="panel">
          <Skeleton label="Loading the item" lines={8} />
        </div>
      )}
      {item?.status === "DISCONTINUED" && (
        <Note>Discontinued: no order can reserve it. What is held can still be fulfilled or released.</Note>
      )}
      {item && (
        <>
          <ItemHead item={item} />
          <Actions item={item} onItem={put} onStale={() => void refetch()} />
          <div className="item-columns">
            <StockChart item={item} live={live} />
            <Levels levels={item.levels} />
          </div>
          <Reservations productVariantId={productVariantId} />
          <Ledger productVariantId={productVariantId} version={item.version} />
        </>
      )}
      {data && !item && <NoItem productVariantId={productVariantId} />}
    </Page>
  );
}
