import { useSearchParams } from "react-router";
import { useMay } from "../../session/use-session.js";
import { ErrorNote } from "../../ui/notes.js";
import { Page } from "../../ui/page.js";
import { Filter } from "./filter.js";
import { readChoice, writeChoice } from "./choice.js";
import { LowStock } from "./low-stock.js";
import "./low-stock.css";

export function LowStockPage() {
  const [params, setParams] = useSearchParams();
  const choice = readChoice(params);
  if (!useMay("inventory:read")) {
    return (
      <Page title="Low stock">
        <ErrorNote error="To read stock takes the right inventory:read, which your token is without." />
      </Page>
    );
  }
  return (
    <Page title="Low stock">
      <Filter choice={choice} onChange={(changed) => setParams(writeChoice(changed), { replace: true })} />
      {/* Of another warehouse it is another list. */}
      <LowStock key={choice.warehouse} choice={choice} />
    </Page>
  );
}
