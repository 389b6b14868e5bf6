import type { EventOf } from "stockfeed/consumer";

/** What is told of: nothing left to sell, or the units on hand fell to the threshold. */
export type Crossing = EventOf<"StockoutEvent"> | EventOf<"LowStockThresholdReachedEvent">;

export interface Mail {
  readonly subject: string;
  readonly text: string;
  /** The same for the same crossing: a mail that was sent twice after all is shown as one by most programs. */
  readonly messageId: string;
}

export function mailOf({ eventType, aggregateVersion, data, timestamp }: Crossing, sku: string | null): Mail {
  const { productVariantId, currentQuantity } = data;
  const name = sku ?? productVariantId;
  const isOut = eventType === "StockoutEvent";
  const lines = [
    isOut
      ? `Nothing of ${name} is available any more.`
      : `The stock of ${name} has fallen to its threshold of ${data.lowStockThreshold}.`,
    "",
    `Variant:  ${productVariantId}`,
    `SKU:      ${sku ?? "none"}`,
    `On hand:  ${currentQuantity}`,
    ...(isOut ? [`Reserved: ${data.reservedQuantity}`] : []),
    `Since:    ${timestamp}`,
    "",
    "You are told once: again when it has been above, and falls anew.",
  ];
  return {
    subject: isOut ? `Out of stock: ${name}` : `Low stock: ${name}, ${currentQuantity} left`,
    text: lines.join("\n"),
    messageId: `<${encodeURIComponent(productVariantId)}.${aggregateVersion}@notification-service>`,
  };
}
