import { GraphQLError } from "graphql";
import type { TrustedDocuments } from "./trusted-documents.js";

/** As it was sent: anything may be anything. */
export interface AskedDocument {
  readonly query?: unknown;
  readonly documentId?: unknown;
}

const REQUIRED = "Only published documents are carried out here: send the documentId of one.";

/**
 * The text that is asked for, by itself or by the id that it was published under.
 *
 * @throws GraphQLError BAD_REQUEST, PERSISTED_DOCUMENT_NOT_FOUND, or PERSISTED_DOCUMENT_REQUIRED where only
 * published ones are carried out.
 */
export function documentOf({ query, documentId }: AskedDocument, trusted: TrustedDocuments): string {
  if (isAbsent(documentId)) {
    if (trusted.only) throw refused("PERSISTED_DOCUMENT_REQUIRED", REQUIRED);
    if (typeof query === "string") return query;
    throw refused("BAD_REQUEST", "query must be a string.");
  }
  if (typeof documentId !== "string") throw refused("BAD_REQUEST", "documentId must be a string.");
  if (!isAbsent(query)) throw refused("BAD_REQUEST", "Send either query or documentId, not both.");
  const text = trusted.textOf(documentId);
  if (text !== undefined) return text;
  throw refused("PERSISTED_DOCUMENT_NOT_FOUND", "No document is published here under this documentId.");
}

/** An empty one says nothing: graphql-ws demands that there is a query. */
function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === "";
}

function refused(code: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}
