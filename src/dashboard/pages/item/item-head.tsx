import type { ItemFieldsFragment } from "../../generated/graphql.js";
import { Num } from "../../ui/number.js";
import { Time } from "../../ui/time.js";
import { Fact, LiveFact } from "./fact.js";
import { policyOf } from "./policy.js";

/** What it has over all warehouses, and how it is kept. */
export function ItemHead({ item }: { item: ItemFieldsFragment }) {
  return (
    <section className="panel item-head" aria-label="Stock">
      <dl className="item-facts item-facts--numbers">
        <LiveFact name="Available" value={item.availableQuantity} isMain />
        <LiveFact name="On hand" value={item.quantity} />
        <LiveFact name="Reserved" value={item.reservedQuantity} />
        <LiveFact name="In transit" value={item.inTransitQuantity} />
      </dl>
      <dl className="item-facts">
        <Fact name="SKU">{item.sku ?? <span className="muted">none</span>}</Fact>
        <Fact name="Low at">
          <Num value={item.lowStockThreshold} />
        </Fact>
        <Fact name="Backorders">{policyOf(item)}</Fact>
        <Fact name="Version">
          <Num value={item.version} />
        </Fact>
        <Fact name="Changed">
          <Time value={item.updatedAt} />
        </Fact>
        <Fact name="Created">
          <Time value={item.createdAt} />
        </Fact>
      </dl>
    </section>
  );
}
