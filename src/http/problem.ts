import type { FastifyReply } from "fastify";
import { PROBLEM_KINDS, typeOf, type ProblemCode } from "./problem-kinds.js";

/** One thing that is wrong, and where. */
export interface ProblemPart {
  readonly code: ProblemCode;
  readonly detail: string;
  readonly in: "body" | "path" | "query" | "header";
  /** A parameter's or header's name, or a path into the body with dots; "" is all of the body. */
  readonly field: string;
  /** Into the body, as a fragment (RFC 6901, section 6). */
  readonly pointer?: string;
}

export interface ProblemOptions {
  /** Of the answer; by default that of the code. */
  readonly status?: number;
  readonly errors?: readonly ProblemPart[];
  /** Members of its own that a kind of problem has. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** Ends a request with a problem (RFC 9457). */
export class HttpProblem extends Error {
  override readonly name = "HttpProblem";
  readonly code: ProblemCode;
  readonly options: ProblemOptions;

  constructor(code: ProblemCode, detail: string, options: ProblemOptions = {}) {
    super(detail);
    this.code = code;
    this.options = options;
  }

  get status(): number {
    return this.options.status ?? PROBLEM_KINDS[this.code].status;
  }
}

/** What can be asked again may be asked so much later, where nobody knows better. */
const RETRY_AFTER_SECONDS = 1;

export function sendProblem(reply: FastifyReply, problem: HttpProblem, correlationId: string): FastifyReply {
  const { code, status, message, options } = problem;
  if (status === 503 && !reply.hasHeader("retry-after")) reply.header("retry-after", RETRY_AFTER_SECONDS);
  const body = {
    type: typeOf(code),
    title: PROBLEM_KINDS[code].title,
    status,
    detail: message,
    code,
    ...options.more,
    ...(options.errors && { errors: options.errors }),
    correlationId,
  };
  reply.header("cache-control", "no-store").type("application/problem+json");
  // As it is: whatever serializer the route has was made for its own answers.
  return reply.code(status).serializer(JSON.stringify).send(body);
}

/** @param path names in a JSON document, from its root. */
export function pointerTo(path: readonly string[]): string {
  // A lone surrogate, in a name that a client made up, would throw.
  const names = path.map((name) => name.toWellFormed().replaceAll("~", "~0").replaceAll("/", "~1"));
  return ["#", ...names.map(encodeURIComponent)].join("/");
}
