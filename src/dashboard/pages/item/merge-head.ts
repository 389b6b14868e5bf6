interface Page<Node> {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[];
}

export interface Entries<Node> {
  /** Newest first. */
  readonly nodes: readonly Node[];
  /** Of each of the nodes: what stands after it is the page after its cursor. */
  readonly cursors: readonly string[];
  /** The next page's `after`; null: there is none. */
  readonly next: string | null;
}

const MOST_BY_ITSELF = 200;

interface Identified {
  readonly id: string;
}

export function entriesOf<Node>({ edges, pageInfo }: Page<Node>): Entries<Node> {
  return {
    nodes: edges.map(({ node }) => node),
    cursors: edges.map(({ cursor }) => cursor),
    next: pageInfo.hasNextPage ? pageInfo.endCursor : null,
  };
}

/**
 * The list with its newest page read again. Entries are never changed, so only what is new comes
 * to it; where the page does not reach to what is known, the list begins anew with it. What comes by
 * itself makes no list longer than MOST_BY_ITSELF: its oldest go, and can be asked for.
 */
export function mergeHead<Node extends Identified>(
  list: Entries<Node>,
  head: Entries<Node>,
): { readonly list: Entries<Node>; readonly fresh: readonly Node[] } {
  const known = new Set(list.nodes.map(({ id }) => id));
  const fresh = head.nodes.filter(({ id }) => !known.has(id));
  const overlaps = fresh.length < head.nodes.length || head.next === null;
  if (!overlaps) return { list: head, fresh };
  const length = Math.max(list.nodes.length, MOST_BY_ITSELF);
  const nodes = [...fresh, ...list.nodes].slice(0, length);
  const cursors = [...head.cursors.slice(0, fresh.length), ...list.cursors].slice(0, length);
  const isCut = nodes.length < fresh.length + list.nodes.length;
  return { list: { nodes, cursors, next: isCut ? (cursors.at(-1) ?? null) : list.next }, fresh };
}

export function withOlder<Node extends Identified>(list: Entries<Node>, older: Entries<Node>): Entries<Node> {
  const known = new Set(list.nodes.map(({ id }) => id));
  const isNew = (_: unknown, index: number) => !known.has(older.nodes[index]?.id ?? "");
  return {
    nodes: [...list.nodes, ...older.nodes.filter(isNew)],
    cursors: [...list.cursors, ...older.cursors.filter(isNew)],
    next: older.next,
  };
}
