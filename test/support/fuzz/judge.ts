import type { Reply } from "./range.js";
import type { Shot } from "./shot.js";

/** Words of our insides: no answer has them, whatever was sent. */
const LEAKS: readonly RegExp[] = [
  /\n?\s+at (?:async )?(?:new )?[\w.<>[\] ]+ ?\(?(?:file|node|\/)[^\s]*:\d+/,
  /node_modules|file:\/\/|\/(?:src|dist)\/|\.(?:ts|mjs|cjs):\d+/,
  /prisma|postgres|\bpg_|sqlstate|amqplib|ioredis|type-graphql|fastify|apollo server/i,
  /\bselect\b[^"]*\bfrom\b|\binsert into\b|\bupdate\b[^"]*\bset\b/i,
  /relation \\?"|column \\?"|syntax error at or near|duplicate key value|violates (?:check|unique|foreign|not-null)/i,
  /\b(?:Type|Range|Reference|Syntax)Error\b|is not a function|Cannot (?:read|set|convert|destructure) |is not iterable/,
  /ECONN|ENOENT|EPIPE|UND_ERR|FST_ERR|ERR_[A-Z]+/,
  /Maximum call stack|heap out of memory|Invalid (?:array|string) length/,
];

const GRAPHQL = /^\/graphql(?:\/stream)?(?:\?|$)/;
const INTERNAL = "INTERNAL_SERVER_ERROR";

/** How a refused reply is counted, and what is wrong with it. */
export interface Verdict {
  /** E.g. `200 BAD_USER_INPUT`. */
  readonly outcome: string;
  readonly wrong: readonly string[];
}

export function judge(shot: Shot, reply: Reply): Verdict {
  const { status, text, silent } = reply;
  const wrong: string[] = [];
  if (silent) wrong.push("no answer came");
  if (shot.kind === "http" && status === 0 && !mayBeCut(shot)) wrong.push(`the connection broke: ${text}`);
  if (shot.kind !== "socket" && status >= 500 && status !== 501 && status !== 505)
    wrong.push(`status ${status}`);
  if (shot.kind === "socket" && [1005, 1006, 1011, 4500].includes(status))
    wrong.push(`closed with ${status}`);
  // The published documents name it, among the codes that there are.
  const document = shot.kind === "http" && status === 200 && !GRAPHQL.test(shot.path);
  if (text.includes(INTERNAL) && !document) wrong.push(INTERNAL);
  // Of a connection that broke it is the client that tells.
  if (status !== 0 && !isPage(reply)) {
    const own = withoutEchoes(text);
    for (const leak of LEAKS) {
      const found = leak.exec(own);
      if (found) wrong.push(`it tells of insides: ${found[0].slice(0, 100)}`);
    }
  }
  if (shot.kind === "http") wrong.push(...faultsOfForm(shot.path, reply));
  return { outcome: `${status}${codesOf(text)}`, wrong };
}

/** Pages and published documents: whole programs and schemas. */
function isPage({ status, headers }: Reply): boolean {
  if (status !== 200) return false;
  const type = headers["content-type"] ?? "";
  return !/^application\/(json|graphql-response\+json|problem\+json)|^text\/event-stream/.test(type);
}

/** Where what was sent is quoted, it is not ours: stored events and published schemas say what they say. */
function withoutEchoes(text: string): string {
  return text.replace(/DELETE FROM inventory/g, "");
}

function mayBeCut({ body, method }: Extract<Shot, { kind: "http" }>): boolean {
  // What is too large is refused before it has arrived.
  if (method === "TRACE" || method === "PROPFIND") return true;
  return body !== undefined && "bomb" in body;
}

/** What is answered to GraphQL requests is GraphQL, and to others a problem or JSON. */
function faultsOfForm(path: string, { status, headers, text }: Reply): string[] {
  const type = headers["content-type"] ?? "";
  // Whose head is too large is answered before anybody knows what it is.
  if (!/json/.test(type) || text === "" || status === 431) return [];
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return ["it says that it is JSON, and is not"];
  }
  if (status < 400 && !GRAPHQL.test(path)) return [];
  if (typeof body !== "object" || body === null) return ["it is no JSON object"];
  if (!GRAPHQL.test(path)) return "code" in body || "error" in body ? [] : ["an error without a code"];
  const { errors, data } = body as { errors?: { extensions?: { code?: unknown } }[]; data?: unknown };
  if (errors === undefined) return data === undefined ? ["neither data nor errors"] : [];
  return errors.every(({ extensions }) => typeof extensions?.code === "string")
    ? []
    : ["an error without a code"];
}

function codesOf(text: string): string {
  const codes = new Set([...text.slice(0, 50_000).matchAll(/"code":"([A-Z_]+)"/g)].map(([, code]) => code));
  return [...codes]
    .sort()
    .map((code) => ` ${code}`)
    .join("");
}
