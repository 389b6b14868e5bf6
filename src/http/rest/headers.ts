import { Type } from "@sinclair/typebox";
import type { FastifyRequest } from "fastify";
import { MAX_IDEMPOTENCY_KEY_LENGTH } from "../../domain/validate.js";
import { HttpProblem } from "../problem.js";

/** As they are described; what is in them is looked at below. */
export const IDEMPOTENCY_KEY = {
  "Idempotency-Key": Type.Optional(
    Type.String({
      description: `1 to ${MAX_IDEMPOTENCY_KEY_LENGTH} characters, also in double quotes. The same client's same request with the same key is carried out once in 24 hours, and gets the same answer again.`,
      examples: ["order-1-reserve"],
    }),
  ),
};
export const IF_MATCH = {
  "If-Match": Type.Optional(
    Type.String({
      description:
        'The ETag of the item as it was read, or its version as "4": 412 if it has changed since. `*` is any.',
      examples: ['"4"'],
    }),
  ),
};
export const IF_NONE_MATCH = {
  "If-None-Match": Type.Optional(
    Type.String({ description: "ETags of what is known: 304 if one of them is still right." }),
  ),
};

const QUOTED = /^"((?:[^"\\]|\\["\\])*)"$/;

/** Plain, or as a string of structured fields (RFC 9651), which stands for what is in it. */
export function idempotencyKeyOf(request: FastifyRequest): string | null {
  const header = "Idempotency-Key";
  const sent = only(request, header);
  if (sent === undefined) return null;
  const key = QUOTED.exec(sent)?.[1]?.replaceAll(/\\(["\\])/g, "$1") ?? sent;
  if (key.length >= 1 && key.length <= MAX_IDEMPOTENCY_KEY_LENGTH) return key;
  throw malformed(header, `Must be 1 to ${MAX_IDEMPOTENCY_KEY_LENGTH} characters.`);
}

/** What a request's If-Match stands for; `version` null: any. */
export type Precondition = { readonly version: number | null } | "none" | "never";

const ENTITY_TAG = /^(W\/)?"([!#-~\u0080-\u00ff]*)"$/;
/** The version that our ETags begin with. */
const VERSIONED = /^(\d{1,15})(-[\w-]+)?$/;

export function preconditionOf(request: FastifyRequest): Precondition {
  const header = "If-Match";
  const sent = only(request, header);
  if (sent === undefined) return "none";
  if (sent === "*") return { version: null };
  const tag = ENTITY_TAG.exec(sent);
  if (!tag) throw malformed(header, 'Must be one ETag, as "4-Qm9x", or *.');
  const version = VERSIONED.exec(tag[2] ?? "")?.[1];
  // Weak ones never match here (RFC 9110, section 13.1.1), nor what no item ever had.
  return tag[1] !== undefined || version === undefined ? "never" : { version: Number(version) };
}

/** For what no version can be expected of: ignored, the header would do what it forbids. */
export function refusePrecondition(request: FastifyRequest): void {
  if (request.headers["if-match"] === undefined) return;
  throw malformed("If-Match", "Is not heeded here: a hold is taken or given back whatever the version.");
}

/** Node joins a header that is sent twice, which would make another value of two. */
function only(request: FastifyRequest, header: string): string | undefined {
  const values = request.raw.headersDistinct[header.toLowerCase()] ?? [];
  if (values.length > 1) throw malformed(header, "Must be given once.");
  return values[0]?.trim();
}

function malformed(header: string, detail: string): HttpProblem {
  const error = { code: "INVALID_INPUT", detail, in: "header", field: header } as const;
  return new HttpProblem("BAD_REQUEST", `${header}: ${detail}`, { errors: [error] });
}
