import {
  GraphQLError,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLSchema,
} from "graphql";
import type { Asking } from "./asking.js";
import { extraRules } from "./extra-rules.js";
import { MAX_VALIDATION_ERRORS } from "./limits/document-limits.js";
import { tooDeep } from "./limits/too-deep.js";

type Checked = DocumentNode | readonly GraphQLError[];

const REMEMBERED = 1_000;
const MOST_CHARACTERS_REMEMBERED = 10_000;

export type DocumentRules = Pick<Asking, "limits" | "introspection">;

/** Parses and validates what comes over sockets, as Apollo does for HTTP: each document once. */
export function createDocuments(schema: GraphQLSchema, asking: DocumentRules): (query: string) => Checked {
  const known = new Map<string, DocumentNode>();
  const check = createCheck(schema, asking);
  return (query) => {
    const document = known.get(query);
    if (document) return document;
    const checked = check(query);
    if ("kind" in checked && query.length <= MOST_CHARACTERS_REMEMBERED) {
      const oldest = known.size >= REMEMBERED ? known.keys().next().value : undefined;
      if (oldest !== undefined) known.delete(oldest);
      known.set(query, checked);
    }
    return checked;
  };
}

function createCheck(schema: GraphQLSchema, asking: DocumentRules): (query: string) => Checked {
  const rules = [...extraRules(asking), ...specifiedRules];
  return (query) => {
    let document: DocumentNode;
    try {
      document = parse(query, { maxTokens: asking.limits.tokens });
    } catch (error) {
      const message = tooDeep(error) ?? (error instanceof Error ? error.message : String(error));
      return [new GraphQLError(message, { extensions: { code: "GRAPHQL_PARSE_FAILED" } })];
    }
    const errors = validate(schema, document, rules, { maxErrors: MAX_VALIDATION_ERRORS });
    if (errors.length === 0) return document;
    const code = "GRAPHQL_VALIDATION_FAILED";
    return errors.map(
      ({ message, nodes, extensions }) =>
        new GraphQLError(message, { nodes: nodes ?? null, extensions: { ...extensions, code } }),
    );
  };
}
