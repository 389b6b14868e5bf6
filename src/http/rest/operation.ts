import { Type, type TObject, type TProperties, type TSchema } from "@sinclair/typebox";
import { rightOf, type Route } from "../../auth/rights.js";
import { PROBLEM_KINDS, typeOf, type ProblemCode } from "../problem-kinds.js";

interface Answer {
  readonly description: string;
  readonly schema: TSchema;
  readonly headers?: Readonly<Record<string, TSchema>>;
  readonly example?: unknown;
}

interface Operation<Parts> {
  /** As the table of rights has it. */
  readonly route: Route;
  readonly operationId: string;
  readonly tag: string;
  readonly summary: string;
  readonly description: string;
  readonly parts: Parts;
  readonly headers?: TProperties;
  readonly answers: Readonly<Record<number, Answer | string>>;
  /** Beside those that each operation may have. */
  readonly problems: readonly ProblemCode[];
}

/** Of every operation. */
const ALWAYS: readonly ProblemCode[] = ["UNAUTHENTICATED", "FORBIDDEN", "RATE_LIMITED"];
const OF_OURS: readonly ProblemCode[] = [
  "INTERNAL_SERVER_ERROR",
  "OVERLOADED",
  "UNAVAILABLE",
  "TIMED_OUT",
  "OUTCOME_UNKNOWN",
];
const OF_PATHS: readonly ProblemCode[] = ["BAD_REQUEST", "URI_TOO_LONG"];
const OF_BODIES: readonly ProblemCode[] = ["BAD_REQUEST", "PAYLOAD_TOO_LARGE", "UNSUPPORTED_MEDIA_TYPE"];

/** What an operation takes, for who checks it, and all that it answers, for who reads about it. */
export function describe<Parts extends { params?: TObject; querystring?: TObject; body?: TSchema }>({
  route,
  operationId,
  tag,
  summary,
  description,
  parts,
  headers,
  answers,
  problems,
}: Operation<Parts>) {
  const right = rightOf(route);
  const ofParts = [...(parts.params ? OF_PATHS : []), ...(parts.body ? OF_BODIES : [])];
  const codes = [...new Set([...ALWAYS, ...ofParts, ...problems])];
  return {
    ...{ operationId, summary, description, tags: [tag] },
    // In OpenAPI 3.1 a bearer token may have to have scopes, too.
    security: [{ bearer: right === "by body" ? [] : [right] }],
    ...parts,
    ...(headers && { headers: Type.Object(headers) }),
    response: {
      ...described(answers),
      ...refusals(codes),
      ...(headers?.["If-Match"] && { 412: refusal(["STALE_VERSION"]) }),
      "5xx": refusal(OF_OURS),
    },
  };
}

const CORRELATION = {
  "X-Correlation-Id": Type.String({ description: "The request's own, or a new one." }),
};
const RATES = {
  RateLimit: Type.String({ description: 'Points left and seconds until all are back: "client";r=98;t=1' }),
  "RateLimit-Policy": Type.String({ description: 'Points of a full allowance: "client";q=100' }),
};
const BY_STATUS: Readonly<Record<number, Readonly<Record<string, TSchema>>>> = {
  401: { "WWW-Authenticate": Type.String({ examples: ['Bearer error="invalid_token"'] }) },
  403: { "WWW-Authenticate": Type.String({ examples: ['Bearer error="insufficient_scope"'] }) },
  429: { "Retry-After": Type.Integer({ description: "Seconds." }), ...RATES },
};

type Described = Readonly<Record<string, unknown>>;

function described(answers: Operation<unknown>["answers"]): Described {
  return Object.fromEntries(
    Object.entries(answers).map(([status, answer]): [string, Described] => {
      if (typeof answer === "string")
        return [status, { type: "null", description: answer, headers: CORRELATION }];
      const { description, schema, headers, example } = answer;
      const media = { schema, ...(example !== undefined && { example }) };
      return [
        status,
        {
          description,
          headers: { ...CORRELATION, ...RATES, ...headers },
          content: { "application/json": media },
        },
      ];
    }),
  );
}

function refusals(codes: readonly ProblemCode[]): Described {
  const statuses = [...new Set(codes.map((code) => PROBLEM_KINDS[code].status))];
  return Object.fromEntries(
    statuses.map((status) => {
      const own = codes.filter((code) => PROBLEM_KINDS[code].status === status);
      return [status, refusal(own, BY_STATUS[status])];
    }),
  );
}

function refusal(codes: readonly ProblemCode[], headers: Readonly<Record<string, TSchema>> = {}) {
  const meanings = codes.map(
    (code) => `- \`${code}\`: ${PROBLEM_KINDS[code].title}. ${PROBLEM_KINDS[code].meaning}`,
  );
  return {
    description: meanings.join("\n"),
    headers: { ...CORRELATION, ...headers },
    content: {
      "application/problem+json": {
        schema: Type.Ref("Problem#"),
        examples: Object.fromEntries(codes.map((code) => [code, { value: exampleOf(code) }])),
      },
    },
  };
}

function exampleOf(code: ProblemCode) {
  const { status, title, meaning } = PROBLEM_KINDS[code];
  return { type: typeOf(code), title, status, detail: meaning, code, correlationId: "2f0c7a52" };
}
