import { turnoverOf, type Stock } from "./stock.js";

export function toJson({ variants, moved }: Stock, position: number | null): object {
  const all = [...variants].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    position: String(position ?? 0),
    outOfStock: all.filter(([, { status }]) => status === "OUT_OF_STOCK").length,
    lowStock: all.filter(([, { status }]) => status === "LOW_STOCK").length,
    moved,
    variants: all.map(([productVariantId, variant]) => {
      const { sku, status, onHand, available, sold } = variant;
      return { productVariantId, sku, status, onHand, available, sold, turnover: turnoverOf(variant) };
    }),
  };
}

/** Prometheus' text format. */
export function toMetrics({ variants, moved }: Stock): string {
  const all = [...variants];
  const label = (value: string) => JSON.stringify(value);
  const family = (name: string, type: "gauge" | "counter", samples: string[]) =>
    [`# TYPE ${name} ${type}`, ...samples.map((sample) => `${name}${sample}`)].join("\n");
  const ofStatus = (wanted: string) => all.filter(([, { status }]) => status === wanted).length;
  return [
    family("out_of_stock_products_total", "gauge", [` ${ofStatus("OUT_OF_STOCK")}`]),
    family("low_stock_products_total", "gauge", [` ${ofStatus("LOW_STOCK")}`]),
    family(
      "stock_units_moved_total",
      "counter",
      Object.entries(moved).flatMap(([type, { in: came, out }]) => [
        `{type=${label(type)},direction="in"} ${came}`,
        `{type=${label(type)},direction="out"} ${out}`,
      ]),
    ),
    family(
      "stock_units_on_hand",
      "gauge",
      all.map(([id, { onHand }]) => `{variant=${label(id)}} ${onHand}`),
    ),
    family(
      "stock_units_available",
      "gauge",
      all.map(([id, v]) => `{variant=${label(id)}} ${v.available}`),
    ),
    family(
      "stock_units_sold_total",
      "counter",
      all.map(([id, { sold }]) => `{variant=${label(id)}} ${sold}`),
    ),
    "",
  ].join("\n");
}
