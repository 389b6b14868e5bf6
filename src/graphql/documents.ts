import {
  GraphQLError,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLSchema,
} from "graphql";
import { limitsRule, MAX_TOKENS, MAX_VALIDATION_ERRORS, tooDeep } from "./limits.js";

type Checked = DocumentNode | readonly GraphQLError[];

const REMEMBERED = 1_000;
const MOST_CHARACTERS_REMEMBERED = 10_000;

/** Parses and validates what comes over sockets, as Apollo does for HTTP: each document once. */
export function createDocuments(schema: GraphQLSchema): (query: unknown) => Checked {
  const known = new Map<string, DocumentNode>();
  return (query) => {
    if (typeof query !== "string")
      return [new GraphQLError("The query must be a string.", coded("BAD_REQUEST"))];
    const document = known.get(query);
    if (document) return document;
    const checked = check(schema, query);
    if ("kind" in checked && query.length <= MOST_CHARACTERS_REMEMBERED) {
      const oldest = known.size >= REMEMBERED ? known.keys().next().value : undefined;
      if (oldest !== undefined) known.delete(oldest);
      known.set(query, checked);
    }
    return checked;
  };
}

function check(schema: GraphQLSchema, query: string): Checked {
  let document: DocumentNode;
  try {
    document = parse(query, { maxTokens: MAX_TOKENS });
  } catch (error) {
    const message = tooDeep(error) ?? (error instanceof Error ? error.message : String(error));
    return [new GraphQLError(message, coded("GRAPHQL_PARSE_FAILED"))];
  }
  const rules = [...specifiedRules, limitsRule];
  const errors = validate(schema, document, rules, { maxErrors: MAX_VALIDATION_ERRORS });
  if (errors.length === 0) return document;
  return errors.map(
    ({ message, nodes }) =>
      new GraphQLError(message, { nodes: nodes ?? null, ...coded("GRAPHQL_VALIDATION_FAILED") }),
  );
}

function coded(code: string) {
  return { extensions: { code } };
}
