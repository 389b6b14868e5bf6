import { GraphQLError, type ASTNode } from "graphql";

interface Beyond {
  /** What is limited, as docs/operations.md names it. */
  readonly limit: string;
  readonly maximum: number;
  readonly sent: number;
  /** What has how many, in words. */
  readonly what: string;
  readonly node?: ASTNode;
  /** Where graphql-js's validation does not give its own. */
  readonly code?: "LIMIT_EXCEEDED";
}

/** The refusal of what is beyond a limit: says which, what it is, and what was sent. */
export function beyond({ limit, maximum, sent, what, node, code }: Beyond): GraphQLError {
  return new GraphQLError(`${what}; at most ${maximum} are allowed (${limit}).`, {
    nodes: node ?? null,
    extensions: { ...(code && { code }), limit, maximum, sent },
  });
}
