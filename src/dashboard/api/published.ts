import type { TypedDocumentString } from "../generated/graphql.js";

/** What is sent for a document: its hash, or its text. graphql-ws wants that there is a query. */
export type AskedDocument = { readonly query: ""; readonly documentId: string } | { readonly query: string };

/** What a document is known by: the build publishes each under its hash. */
export interface Published {
  readonly query: string;
  readonly documentId?: string | undefined;
}

export function publishedAs<Data, Variables>(document: TypedDocumentString<Data, Variables>): Published {
  return { query: document.toString(), documentId: document.__meta__?.["hash"] as string | undefined };
}

// Where a node of another build answered, as while the service is being upgraded.
const unknown = new Set<string>();

export function asAsked({ query, documentId }: Published): AskedDocument {
  return documentId === undefined || unknown.has(documentId) ? { query } : { query: "", documentId };
}

/** Whether it is worth asking again by the text, which is then done from now on. */
export function wasUnknown({ documentId }: Published, code: string | undefined): boolean {
  if (code !== "PERSISTED_DOCUMENT_NOT_FOUND" || documentId === undefined || unknown.has(documentId))
    return false;
  unknown.add(documentId);
  return true;
}
