import type { Page, Pages } from "../ports/reader-queries.js";
import { pageSize } from "./arguments.js";
import { fromCursor, toCursor, type CursorKey, type CursorKind } from "./cursor.js";
import type { PageArgs } from "./inputs/page-args.js";
import type { Connection } from "./types/connection.js";

/** How a list's keys and its cursors are each other's. */
export interface CursorCodec<Row, Key> {
  readonly kind: CursorKind;
  toKey(key: CursorKey): Key;
  keyOf(row: Row): CursorKey;
}

/** @throws BAD_USER_INPUT and LIMIT_EXCEEDED, naming the argument. */
export function pagesOf<Row, Key>({ first, after }: PageArgs, codec: CursorCodec<Row, Key>): Pages<Key> {
  return {
    first: pageSize(first ?? null),
    after: after == null ? null : codec.toKey(fromCursor(codec.kind, after)),
  };
}

interface Listed<Row, Node> {
  readonly codec: CursorCodec<Row, unknown>;
  readonly hasPreviousPage: boolean;
  toNode(row: Row): Node;
  count(): Promise<number>;
}

export function toConnection<Row, Node>(
  { nodes, hasNextPage }: Page<Row>,
  { codec, hasPreviousPage, toNode, count }: Listed<Row, Node>,
): Connection<Node> {
  const edges = nodes.map((row) => ({ cursor: toCursor(codec.kind, codec.keyOf(row)), node: toNode(row) }));
  const [startCursor, endCursor] = [edges[0]?.cursor ?? null, edges.at(-1)?.cursor ?? null];
  return { edges, pageInfo: { hasNextPage, hasPreviousPage, startCursor, endCursor }, totalCount: count };
}
