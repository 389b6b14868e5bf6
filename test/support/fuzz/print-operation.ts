import { getNamedType, isEnumType, isInputObjectType, type GraphQLInputType } from "graphql";

export interface Given {
  readonly name: string;
  readonly type: GraphQLInputType;
  readonly value: unknown;
  /** Written into the document; else in a variable. */
  readonly literal: boolean;
}

export interface Asked {
  readonly parent: string;
  readonly name: string;
  readonly given: readonly Given[];
  readonly directive: string;
  readonly set?: readonly Asked[] | undefined;
}

export interface Operation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The document of what is asked, with variables as it needs them. */
export function print(kind: string, set: readonly Asked[]): Operation {
  const declared: string[] = [];
  const variables: Record<string, unknown> = {};
  const argument = ({ name, type, value, literal }: Given) => {
    if (literal) return `${name}: ${literalOf(type, value)}`;
    const variable = `v${declared.length}`;
    declared.push(`$${variable}: ${String(type)}`);
    variables[variable] = value;
    return `${name}: $${variable}`;
  };
  const field = ({ name, given, directive, set: inner }: Asked): string => {
    const parameters = given.length === 0 ? "" : `(${given.map(argument).join(", ")})`;
    return `${name}${parameters}${directive && ` ${directive}`}${inner ? ` ${selection(inner)}` : ""}`;
  };
  const selection = (inner: readonly Asked[]): string => {
    const parents = new Set(inner.map(({ parent }) => parent));
    return `{ ${[...parents].map((parent) => `__typename ... on ${parent} { ${inner.map(field).join(" ")} }`).join(" ")} }`;
  };
  const body = set.map((each, index) => `f${index}: ${field(each)}`).join(" ");
  const head = declared.length === 0 ? "" : ` Fuzz(${declared.join(", ")})`;
  return { query: `${kind}${head} { ${body} }`, variables };
}

function literalOf(type: GraphQLInputType, value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((each) => literalOf(type, each)).join(", ")}]`;
  const named = getNamedType(type);
  if (typeof value === "object" && value !== null) {
    const fields = isInputObjectType(named) ? named.getFields() : {};
    const parts = Object.entries(value).map(
      ([key, each]) => `${key}: ${literalOf(fields[key]?.type ?? type, each)}`,
    );
    return `{${parts.join(", ")}}`;
  }
  if (isEnumType(named) && typeof value === "string" && /^[A-Z_]+$/.test(value)) return value;
  return JSON.stringify(value);
}
