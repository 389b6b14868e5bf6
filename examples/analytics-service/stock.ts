import type { EventOf, Handlers } from "stockfeed/consumer";

/** One variant, as its events tell it. */
export interface Variant {
  sku: string | null;
  status: EventOf<"StockStatusChangedEvent">["data"]["newStatus"];
  onHand: number;
  available: number;
  /** Units that were sold since the first event. */
  sold: number;
  /** Units on hand times milliseconds, up to `until`. */
  unitMs: number;
  since: number;
  until: number;
}

export type Movement = EventOf<"StockLevelChangedEvent">["data"]["changeType"];

/** Everything follows from the events alone, times included: the same events make the same numbers. */
export interface Stock {
  readonly variants: ReadonlyMap<string, Variant>;
  /** Units that came in (above zero) or left, by kind of movement. */
  readonly moved: Readonly<Record<Movement, { in: number; out: number }>>;
  readonly handlers: Handlers<undefined>;
}

export function openStock(): Stock {
  const variants = new Map<string, Variant>();
  const none = () => ({ in: 0, out: 0 });
  const moved = { PURCHASE: none(), SALE: none(), RETURN: none(), ADJUSTMENT: none() };

  interface OfItem {
    readonly timestamp: string;
    readonly data: { readonly productVariantId: string };
  }
  function variantOf({ timestamp, data }: OfItem): Variant {
    const now = Date.parse(timestamp);
    let variant = variants.get(data.productVariantId);
    if (!variant) {
      variant = {
        ...{ sku: null, status: "OUT_OF_STOCK", onHand: 0, available: 0 },
        ...{ sold: 0, unitMs: 0, since: now, until: now },
      };
      variants.set(data.productVariantId, variant);
    }
    variant.unitMs += variant.onHand * Math.max(0, now - variant.until);
    variant.until = Math.max(now, variant.until);
    return variant;
  }
  const described = (event: EventOf<"InventoryItemCreatedEvent"> | EventOf<"InventoryItemUpdatedEvent">) =>
    void (variantOf(event).sku = event.data.sku);

  return {
    variants,
    moved,
    handlers: {
      InventoryItemCreatedEvent: described,
      InventoryItemUpdatedEvent: described,
      InventoryItemDeactivatedEvent({ data }) {
        if (data.reason === "DELETED") variants.delete(data.productVariantId);
      },
      StockLevelChangedEvent(event, { replayed }) {
        // An operator sends again what is counted already.
        if (replayed) return;
        const { quantityChanged, changeType, newQuantity, availableQuantity, sku } = event.data;
        const variant = variantOf(event);
        Object.assign(variant, { onHand: newQuantity, available: availableQuantity, sku });
        if (changeType === "SALE") variant.sold -= quantityChanged;
        moved[changeType][quantityChanged > 0 ? "in" : "out"] += Math.abs(quantityChanged);
      },
      StockStatusChangedEvent(event, { replayed }) {
        const { newStatus: status, availableQuantity: available } = event.data;
        if (!replayed) Object.assign(variantOf(event), { status, available });
      },
      InventoryReservedEvent(event, { replayed }) {
        if (!replayed) variantOf(event).available = event.data.availableQuantityAfterReservation;
      },
      InventoryReleasedEvent(event, { replayed }) {
        if (!replayed) variantOf(event).available = event.data.availableQuantityAfterRelease;
      },
    },
  };
}

/** Units sold by the units on hand on average; null where there was nothing to sell. */
export function turnoverOf({ sold, unitMs, since, until }: Variant): number | null {
  return unitMs === 0 ? null : sold / (unitMs / (until - since));
}
