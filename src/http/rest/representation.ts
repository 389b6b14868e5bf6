import { createHash } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";

/** Long enough that two states of one item never meet. */
const HASH_CHARACTERS = 16;

/**
 * Strong: it changes with whatever is shown. The version alone would not do, since a hold that
 * expires is given back for every reader before it is booked. Null: of more than one item.
 */
export function entityTag(text: string, version: number | null): string {
  const hash = createHash("sha256").update(text).digest("base64url").slice(0, HASH_CHARACTERS);
  // A list's may begin with digits, too, which If-Match would take for a version.
  return version === null ? `"list-${hash}"` : `"${version}-${hash}"`;
}

/** Answers what is shown, or 304 when the client has it. Private: what a token may see is for its bearer. */
export function sendRepresentation(
  request: FastifyRequest,
  reply: FastifyReply,
  body: unknown,
  version: number | null,
): FastifyReply {
  const text = JSON.stringify(body);
  const tag = entityTag(text, version);
  reply.headers({ etag: tag, "cache-control": "private, no-cache", vary: "authorization" });
  if (knows(request.headers["if-none-match"], tag)) return reply.code(304).send();
  return reply.type("application/json; charset=utf-8").send(text);
}

/** Compared weakly (RFC 9110, section 13.1.2): a proxy that compressed the answer may have weakened its tag. */
function knows(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  if (header.trim() === "*") return true;
  return header.split(",").some((each) => each.trim().replace(/^W\//, "") === tag);
}
