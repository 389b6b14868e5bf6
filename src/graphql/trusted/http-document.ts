import type { GraphQLRequest } from "@apollo/server";
import type { AskedDocument } from "./document-of.js";

/** What a request over HTTP asks by: Apollo reads no documentId. */
export function askedOverHttp({ query, http }: GraphQLRequest): AskedDocument {
  if (http?.method === "GET") {
    const given = new URLSearchParams(http.search).getAll("documentId");
    return { query, documentId: given.length > 1 ? given : given[0] };
  }
  return { query, documentId: (http?.body as AskedDocument | undefined)?.documentId };
}
