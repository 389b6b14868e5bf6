import { MIMEType } from "node:util";
import { HeaderMap, type HTTPGraphQLRequest } from "@apollo/server";
import type { FastifyRequest } from "fastify";
import { chooseMedia } from "./media-types.js";
import { RefusedRequest } from "./refused-request.js";

const MEDIA = ["application/json", "application/graphql-response+json"] as const;
export type AnswerMedia = (typeof MEDIA)[number];

/** What to answer with; application/json where the client would understand nothing of ours. */
export function answerMedia({ headers: { accept } }: FastifyRequest): AnswerMedia {
  return chooseMedia(accept, MEDIA) ?? "application/json";
}

/**
 * Before the body is read, and long before anything is carried out.
 *
 * @throws RefusedRequest 406 when the client would not understand the answer, 415 when we would not
 *   understand the body.
 */
export function checkMedia({ headers }: FastifyRequest): void {
  if (chooseMedia(headers.accept, MEDIA) === undefined) {
    throw new RefusedRequest(406, `This answers with ${MEDIA.join(" or ")}: accept one of them.`);
  }
  const encoding = headers["content-encoding"];
  if (encoding !== undefined && encoding.toLowerCase() !== "identity") {
    throw new RefusedRequest(415, "The header Content-Encoding names a coding: send the body as it is.");
  }
  const charset = charsetOf(headers["content-type"]);
  if (charset !== undefined && charset !== "utf-8" && charset !== "utf8") {
    throw new RefusedRequest(415, "The header Content-Type names another charset: send UTF-8.");
  }
}

/**
 * As Apollo is handed it. The address's host has no part in it: clients may name any. Apollo
 * negotiates after it has executed, so it is told what was negotiated before.
 */
export function toHttpRequest(request: FastifyRequest): HTTPGraphQLRequest {
  const headers = new HeaderMap();
  const sent = request.headers;
  for (const name in sent) {
    const value = sent[name];
    if (value) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  headers.set("accept", answerMedia(request));
  const { url, method, body } = request;
  const search = url.indexOf("?");
  return {
    // HEAD is GET without its body, which is left out on the way.
    ...{ method: method === "HEAD" ? "GET" : method, headers, body },
    search: search < 0 ? "" : url.slice(search),
  };
}

function charsetOf(contentType: string | undefined): string | undefined {
  if (contentType === undefined || !contentType.includes(";")) return undefined;
  try {
    return new MIMEType(contentType).params.get("charset")?.toLowerCase();
  } catch {
    // No media type at all, which whoever parses the body says.
    return undefined;
  }
}
