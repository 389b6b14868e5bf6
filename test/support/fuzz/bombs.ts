// Made by hand: each is bodies or frames that have stopped some GraphQL server or other. `n` is how much of it.

const times = (n: number, part: (i: number) => string) =>
  Array.from({ length: n }, (_, i) => part(i)).join(" ");
const ask = (query: string, more: object = {}) => JSON.stringify({ query, ...more });
const nested = (n: number, open: string, close: string, core = "") => open.repeat(n) + core + close.repeat(n);

const WRAPPED = "kind name ofType { kind name ".repeat(12) + "kind" + " }".repeat(12);
const ITEM = 'inventoryItem(productVariantId: "v1")';

const DOCUMENTS = {
  aliases: (n) => `{ ${times(n, (i) => `a${i}: __typename`)} }`,
  "aliased lists": (n) => `{ ${times(n, (i) => `a${i}: inventory(first: 250) { edges { node { id } } }`)} }`,
  "the same field": (n) => `{ ${ITEM} { ${times(n, () => "id")} } }`,
  "the same object": (n) => `{ ${times(n, () => `${ITEM} { levels { quantity } }`)} }`,
  "aliases in conflict": (n) => `{ ${times(n, (i) => `x: inventoryItem(productVariantId: "${i}") { id }`)} }`,
  "lists in lists": (n) =>
    `{ inventory(first: 250) { edges { node { ${nested(n, "reservations(first: 250) { edges { node { lines { item { ", " } } } } }", "id")} } } } }`,
  deep: (n) => `{ ${ITEM} ${nested(n, "{ levels ", " }", "{ quantity }")} }`,
  "deep lists": (n) => `{ inventoryItems(productVariantIds: ${nested(n, "[", "]")}) { id } }`,
  "deep objects": (n) => `{ inventory(filter: ${nested(n, "{statuses: ", "}", "1")}) { totalCount } }`,
  "unclosed lists": (n) => `{ inventoryItems(productVariantIds: ${"[".repeat(n)}`,
  "unclosed sets": (n) => "{ a ".repeat(n),
  "deep types": (n) => `query ($v: ${nested(n, "[", "]", "Int")}) { __typename }`,
  "inline fragments": (n) => nested(n, "{ ... ", " }", "{ __typename }"),
  "a cycle": (n) =>
    `{ ...F0 } ${times(n, (i) => `fragment F${i} on Query { __typename ...F${(i + 1) % n} }`)}`,
  "itself twice": () => "{ ...F } fragment F on Query { ...F ...F }",
  "doubling fragments": (n) =>
    `{ ...F0 } ${times(n, (i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`)} fragment F${n} on Query { __typename }`,
  "fragments that overlap": (n) =>
    `{ ${times(n, (i) => `...F${i}`)} } ${times(n, (i) => `fragment F${i} on Query { x: inventoryItem(productVariantId: "v1") { a${i}: id x: levels { quantity } } }`)}`,
  "unused fragments": (n) => `{ __typename } ${times(n, (i) => `fragment F${i} on Query { __typename }`)}`,
  "unknown fragments": (n) => `{ ${times(n, (i) => `...F${i}`)} }`,
  "the same fragment name": (n) => `{ ...F } ${times(n, () => "fragment F on Query { __typename }")}`,
  directives: (n) => `{ __typename ${times(n, () => "@include(if: true)")} }`,
  "unknown directives": (n) => `{ __typename ${times(n, (i) => `@d${i}`)} }`,
  variables: (n) => `query (${times(n, (i) => `$v${i}: Int`)}) { inventory(first: $v1) { totalCount } }`,
  "unused variables of one name": (n) => `query (${times(n, () => "$v: Int")}) { __typename }`,
  arguments: (n) => `{ inventoryItem(${times(n, (i) => `a${i}: ${i}`)}) { id } }`,
  "the same argument": (n) => `{ inventory(${times(n, () => "first: 1")}) { totalCount } }`,
  "input fields": (n) => `{ inventory(filter: { ${times(n, (i) => `f${i}: ${i}`)} }) { totalCount } }`,
  "unknown fields": (n) => `{ ${times(n, (i) => `inventory${i}`)} }`,
  "fields that look alike": (n) => `{ ${ITEM} { ${times(n, (i) => `availableQuantit${i}`)} } }`,
  "operations of one name": (n) => times(n, () => "query Q { __typename }"),
  operations: (n) => times(n, (i) => `query Q${i} { __typename }`),
  "anonymous operations": (n) => times(n, () => "{ __typename }"),
  "types in a query": (n) => times(n, (i) => `type T${i} { a: Int }`),
  "a long name": (n) => `{ ${"x".repeat(n)} }`,
  "a long text": (n) => `{ inventoryItem(productVariantId: "${"x".repeat(n)}") { id } }`,
  "escaped text": (n) => `{ inventoryItem(productVariantId: "${"\\u00e9".repeat(n)}") { id } }`,
  "a block text": (n) => `{ inventoryItem(productVariantId: """${"\n   x".repeat(n)}""") { id } }`,
  "an open block text": (n) => `{ inventoryItem(productVariantId: """${'\\"""'.repeat(n)}`,
  "a long number": (n) => `{ inventory(first: ${"9".repeat(n)}) { totalCount } }`,
  "a comment": (n) => `# ${"x".repeat(n)}\n{ __typename }`,
  "lines of comment": (n) => `${"#\n".repeat(n)}{ __typename }`,
  commas: (n) => `${",".repeat(n)}{ __typename }`,
  "byte order marks": (n) => `${"\ufeff".repeat(n)}{ __typename }`,
  introspection: (n) =>
    `{ ${times(n, (i) => `s${i}: __schema { types { fields { type { ${WRAPPED} } } } }`)} }`,
  "introspection in circles": (n) =>
    `{ __schema { types { ${nested(n, "fields { type { ", " } }", "name")} } } }`,
  "a list of ids": (n) => `{ inventoryItems(productVariantIds: [${times(n, (i) => `"v${i}"`)}]) { id } }`,
  mutations: (n) =>
    `mutation { ${times(n, (i) => `m${i}: adjustStock(input: { productVariantId: "v1", delta: 1, changeType: PURCHASE }) { userErrors { code } }`)} }`,
} satisfies Record<string, (n: number) => string>;

const BODIES = {
  "unclosed JSON": (n) => '{"query":"{ __typename }","variables":' + "[".repeat(n),
  "deep JSON": (n) => `{"query":"{ __typename }","variables":{"v":${nested(n, "[", "]")}}}`,
  "deep JSON objects": (n) => `{"query":"{ __typename }","variables":${nested(n, '{"a":', "}", "1")}}`,
  "deep JSON asked for": (n) =>
    `{"query":"query ($s: JSON!) { eventSchemaCompatibility(type: \\"StockLevelChangedEvent\\", schema: $s) { compatible } }","variables":{"s":${nested(n, '{"a":', "}", "1")}}}`,
  "deep lists of ids": (n) =>
    `{"query":"query ($s: [ID!]!) { inventoryItems(productVariantIds: $s) { id } }","variables":{"s":${nested(n, "[", "]")}}}`,
  "many variables": (n) =>
    ask("{ __typename }", {
      variables: Object.fromEntries(Array.from({ length: n }, (_, i) => [`v${i}`, i])),
    }),
  "many ids": (n) =>
    ask("query ($s: [ID!]!) { inventoryItems(productVariantIds: $s) { id } }", {
      variables: { s: Array.from({ length: n }, (_, i) => `v${i}`) },
    }),
  "many wrong ids": (n) =>
    ask("query ($s: [ID!]!) { inventoryItems(productVariantIds: $s) { id } }", {
      variables: { s: Array.from({ length: n }, () => ({})) },
    }),
  "many wrong lines": (n) =>
    ask("query ($s: [StockLineInput!]!) { checkAvailability(lines: $s) { lines { available } } }", {
      variables: { s: Array.from({ length: n }, (_, i) => ({ [`x${i}`]: i })) },
    }),
  "many fields of a schema": (n) =>
    ask(
      'query ($s: JSON!) { eventSchemaCompatibility(type: "StockLevelChangedEvent", schema: $s) { compatible problems { path } } }',
      {
        variables: {
          s: {
            type: "object",
            properties: Object.fromEntries(Array.from({ length: n }, (_, i) => [`p${i}`, { enum: [i] }])),
          },
        },
      },
    ),
  "a batch": (n) => `[${Array.from({ length: n }, () => ask("{ __typename }")).join(",")}]`,
  "a long operation name": (n) => ask("{ __typename }", { operationName: "x".repeat(n) }),
  spaces: (n) => " ".repeat(n),
  NULs: (n) => "\u0000".repeat(n),
  "a frame of lists": (n) => `{"type":"subscribe","id":"1","payload":${nested(n, "[", "]")}}`,
  "a frame with a long id": (n) =>
    JSON.stringify({ type: "subscribe", id: "x".repeat(n), payload: { query: "{ __typename }" } }),
} satisfies Record<string, (n: number) => string>;

type Recipe = keyof typeof DOCUMENTS | keyof typeof BODIES;
export type BombName = Recipe | `${keyof typeof DOCUMENTS} over a socket`;

export const DOCUMENT_NAMES = Object.keys(DOCUMENTS) as (keyof typeof DOCUMENTS)[];
export const BODY_NAMES = Object.keys(BODIES) as (keyof typeof BODIES)[];

export const BOMBS = {
  ...BODIES,
  ...mapped(
    (name) => name,
    (query) => ask(query),
  ),
  ...mapped(
    (name) => `${name} over a socket`,
    (query) => JSON.stringify({ type: "subscribe", id: "1", payload: { query } }),
  ),
} as Readonly<Record<BombName, (n: number) => string>>;

function mapped(name: (of: string) => string, wrap: (query: string) => string) {
  return Object.fromEntries(
    Object.entries(DOCUMENTS).map(([key, make]) => [name(key), (n: number) => wrap(make(n))]),
  );
}

/** No body of one of these is larger than the service reads: beyond it would only be refused unread. */
export const SIZES = [1, 2, 10, 60, 250, 1_000, 4_900, 20_000, 100_000] as const;
