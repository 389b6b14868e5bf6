import type { Environment } from "./environment.js";

/** What GraphQL requests may ask, and which documents are carried out. */
export interface GraphqlConfig {
  limits: {
    tokens: number;
    definitions: number;
    depth: number;
    rootFields: number;
    selections: number;
    aliases: number;
    directives: number;
    listSize: number;
    values: number;
  };
  /** Points of one operation. */
  maxCost: number;
  /** Whether the schema tells of itself. */
  introspection: boolean;
  /** Whether errors say what may have been meant. */
  suggestions: boolean;
  /** Whether clients may have documents remembered by their hash, as they ask. */
  automatic: boolean;
  /** Documents that were published beforehand: paths of manifests, and whether nothing else is carried out. */
  trusted: { manifests: readonly string[]; only: boolean };
}

/** Beyond these, reading one document could hold up everybody else. */
const MOST = { tokens: 20_000, definitions: 1_000, depth: 50, selections: 10_000 } as const;

export function readGraphql(environment: Environment): GraphqlConfig {
  const most = (what: string, otherwise: number, greatest: number) =>
    environment.integer(`GRAPHQL_MAX_${what}`, otherwise, 1, greatest);
  const introspection = environment.flag("GRAPHQL_INTROSPECTION") ?? true;
  const only = environment.flag("TRUSTED_DOCUMENTS_ONLY") ?? false;
  return {
    limits: {
      tokens: most("TOKENS", 5_000, MOST.tokens),
      definitions: most("DEFINITIONS", 100, MOST.definitions),
      depth: most("DEPTH", 12, MOST.depth),
      rootFields: most("ROOT_FIELDS", 50, MOST.selections),
      selections: most("SELECTIONS", 2_000, MOST.selections),
      aliases: most("ALIASES", 200, MOST.selections),
      directives: most("DIRECTIVES", 100, MOST.selections),
      listSize: most("LIST_SIZE", 1_000, 100_000),
      values: most("VALUES", 20_000, 1_000_000),
    },
    maxCost: most("COST", 10_000, 1_000_000),
    introspection,
    // Who is not to know the schema is not to guess it either.
    suggestions: environment.flag("GRAPHQL_SUGGESTIONS") ?? introspection,
    automatic: !only,
    trusted: {
      manifests: (environment.text("TRUSTED_DOCUMENTS") ?? "")
        .split(",")
        .map((path) => path.trim())
        .filter((path) => path !== ""),
      only,
    },
  };
}
