import type { ErrorObject, ValidateFunction } from "ajv/dist/2020.js";

/** What a validator has found, by the paths of the fields; at most a few. */
export function faultsIn({ errors }: Pick<ValidateFunction, "errors">, at = ""): string {
  const found = errors ?? [];
  const choices = found.filter(isChoice);
  const others = found.filter((each) => !isChoice(each) && !COMBINING.has(each.keyword)).map(describe);
  const missing = [...new Set(choices.map(({ instancePath }) => instancePath))].map(
    (path) => `${path || "/"} must have ${orList(namesAt(choices, path))}`,
  );
  const all = [...new Set([...others, ...missing])].slice(0, MOST_TOLD);
  return all.map((each) => `${at}${each.replace(/^\/ /, at === "" ? "/ " : " ")}`).join("; ");
}

const MOST_TOLD = 3;
const COMBINING = new Set(["anyOf", "allOf", "if"]);

/** One of several fields that would do. */
const isChoice = ({ keyword, schemaPath }: ErrorObject): boolean =>
  keyword === "required" && schemaPath.includes("/anyOf/");

const namesAt = (choices: readonly ErrorObject[], path: string): string[] =>
  choices
    .filter(({ instancePath }) => instancePath === path)
    .map(({ params }) => String((params as { missingProperty: unknown }).missingProperty));

const orList = (names: readonly string[]): string => [...new Set(names)].join(" or ");

function describe({ instancePath, keyword, message = "is not right", params }: ErrorObject): string {
  const path = instancePath || "/";
  if (keyword === "required") {
    return `${path} must have ${String((params as { missingProperty: unknown }).missingProperty)}`;
  }
  if (keyword === "pattern") return `${path} must not have NUL or lone surrogates`;
  if (keyword === "const") {
    return `${path} must be ${JSON.stringify((params as { allowedValue: unknown }).allowedValue)}`;
  }
  return `${path} ${message}`;
}
