import type { FastifySchemaValidationError, SchemaErrorDataVar } from "fastify/types/schema.js";
import type { ProblemCode } from "./problem-kinds.js";
import { HttpProblem, pointerTo, type ProblemPart } from "./problem.js";

/** Enough to mend a request by; what sends more wrong fields is no mistake. */
const MOST = 25;

const PLACES: Readonly<Record<SchemaErrorDataVar, ProblemPart["in"]>> = {
  body: "body",
  params: "path",
  querystring: "query",
  headers: "header",
};

/** Every field that is not as its schema has it, each once. */
export function problemsOf(
  invalid: readonly FastifySchemaValidationError[],
  context: SchemaErrorDataVar = "body",
): HttpProblem {
  const errors = new Map<string, ProblemPart>();
  for (const each of invalid) {
    if (errors.size === MOST) break;
    const part = partOf(each, PLACES[context]);
    if (part && !errors.has(part.field)) errors.set(part.field, part);
  }
  return invalidInput([...errors.values()]);
}

/** @param errors at least one. */
export function invalidInput(errors: readonly ProblemPart[]): HttpProblem {
  const [first] = errors;
  const others = errors.length - 1;
  const rest = others > 0 ? ` And ${others} more, see errors.` : "";
  const where = first?.field ? `${first.field}: ` : "";
  return new HttpProblem(first?.code ?? "INVALID_INPUT", `${where}${first?.detail}${rest}`, { errors });
}

function partOf(
  { keyword, instancePath, params, message }: FastifySchemaValidationError,
  place: ProblemPart["in"],
): ProblemPart | null {
  // What it stands for is told by the keyword within.
  if (keyword === "if") return null;
  const names = instancePath.split("/").slice(1).map(unescape);
  const missing = params["missingProperty"];
  const unknown = params["additionalProperty"];
  const path = [...names, missing ?? unknown].filter((name) => name !== undefined).map(String);
  const code = codeOf(keyword, path.at(-1));
  const detail = messageOf(keyword, params, message);
  const field = path.join(".");
  return { code, detail, in: place, field, ...(place === "body" && { pointer: pointerTo(path) }) };
}

function unescape(name: string): string {
  return name.replaceAll("~1", "/").replaceAll("~0", "~");
}

function codeOf(keyword: string, name: string | undefined): ProblemCode {
  if (keyword === "maxItems") return "LIMIT_EXCEEDED";
  const bounds = ["minimum", "maximum", "not", "type"].includes(keyword);
  return bounds && /^(quantity|quantitySold|delta)$/.test(name ?? "") ? "INVALID_QUANTITY" : "INVALID_INPUT";
}

function messageOf(keyword: string, params: Record<string, unknown>, message = "is not valid"): string {
  switch (keyword) {
    case "required":
      return "Must be given.";
    case "additionalProperties":
    case "false schema":
      return "Is not known here.";
    case "pattern":
      return "Must not have NUL or lone surrogates in it.";
    case "enum":
      return `Must be one of ${(params["allowedValues"] as (string | null)[]).filter((value) => value !== null).join(", ")}.`;
    case "not":
      return "Must be another number than 0.";
    default:
      return `${message.charAt(0).toUpperCase()}${message.slice(1).replaceAll("NOT", "not")}.`;
  }
}
