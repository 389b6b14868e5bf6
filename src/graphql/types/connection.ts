import type { PageInfo } from "./page-info.js";

/** What every connection of Relay's has; each has object types of its own, which GraphQL wants. */
export interface Connection<Node> {
  readonly edges: Edge<Node>[];
  readonly pageInfo: PageInfo;
  /** Called only where it is selected, since counting costs a statement. */
  readonly totalCount: () => Promise<number>;
}

export interface Edge<Node> {
  readonly cursor: string;
  readonly node: Node;
}

export const TOTAL_COUNT = "Of all pages; costs a statement of its own, and only where it is selected.";
export const CURSOR = "Opaque; valid as `after` for as long as the order is the same.";
