import { useMemo, useState } from "react";
import type { ItemFieldsFragment } from "../../generated/graphql.js";
import { useMay } from "../../session/use-session.js";
import { ErrorNote } from "../../ui/notes.js";
import { Panel } from "../../ui/page.js";
import { Skeleton } from "../../ui/skeleton.js";
import { useNow } from "../../ui/time.js";
import { ChartWords } from "./chart-words.js";
import { withLive, type StockPoint } from "./history.js";
import { RangePicker } from "./range-picker.js";
import { RANGES, type RangeName } from "./ranges.js";
import { StockPlot } from "./stock-plot.js";
import { stepsOf } from "./steps.js";
import { useHistory } from "./use-history.js";
import { WithoutScope } from "./without-scope.js";

interface StockChartProps {
  readonly item: ItemFieldsFragment;
  /** What was seen since the page was opened. */
  readonly live: readonly StockPoint[];
}

export function StockChart(props: StockChartProps) {
  const mayRead = useMay("inventory:adjust");
  const [range, setRange] = useState<RangeName>("day");
  return (
    <Panel title="Over time" aside={mayRead && <RangePicker value={range} onChange={setRange} />}>
      {mayRead ? (
        <Chart {...props} range={range} />
      ) : (
        <WithoutScope scope="inventory:adjust">how it changed</WithoutScope>
      )}
    </Panel>
  );
}

function Chart({ item, live, range }: StockChartProps & { readonly range: RangeName }) {
  const now = useNow(10_000);
  const { data, error, refetch } = useHistory(item, range);
  const { createdAt, quantity, availableQuantity } = item;
  const history = useMemo(() => data && withLive(data.history, live), [data, live]);
  const length = RANGES[range].ms;
  // A chart of a moment has no width.
  const begin = Math.min(Date.parse(createdAt), now - 60_000);
  const oldest = history?.points[0]?.at ?? begin;
  // Before it was made, or before what was read, there is nothing to draw.
  const from = data?.isCut ? oldest : Math.max(begin, length === null ? 0 : now - length);
  const steps = useMemo(
    () =>
      history && stepsOf(history, { from, to: now, now: { onHand: quantity, available: availableQuantity } }),
    [history, from, now, quantity, availableQuantity],
  );
  if (error && !data) return <ErrorNote error={error} onRetry={() => void refetch()} />;
  if (!history || !steps) return <Skeleton label="Loading its history" />;
  return (
    <>
      <StockPlot steps={steps} threshold={item.lowStockThreshold} />
      <ChartWords history={history} from={from} item={item} range={range} isCut={data?.isCut ?? false} />
    </>
  );
}
