import type { StockSource } from "../ports/stock-source.js";
import { createFileSource } from "./file-source.js";
import { createHttpSource } from "./http-source.js";

/** Where figures come from, and what goes for wherever that is. */
export type SourceConfig = {
  readonly complete: boolean;
  readonly timeoutMs: number;
} & (
  | { readonly kind: "url"; readonly url: string; readonly token: string | null }
  | { readonly kind: "file"; readonly path: string }
);

export function createStockSource(config: SourceConfig): StockSource {
  return config.kind === "url" ? createHttpSource(config) : createFileSource(config);
}
