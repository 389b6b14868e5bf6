import { Kind, valueFromASTUntyped, type FieldNode, type GraphQLField, type ValueNode } from "graphql";
import type { Amount, Variables } from "./amount.js";

/** No Int of GraphQL is greater. */
const GREATEST_INT = 2 ** 31 - 1;

interface Asked {
  readonly field: GraphQLField<unknown, unknown>;
  readonly node: FieldNode;
}

/** How many an argument asks for: a number as it is, a list by its length. */
export function askedBy(path: string, otherwise: number, { field, node }: Asked): Amount {
  const [name, ...within] = path.split(".");
  const given = node.arguments?.find((argument) => argument.name.value === name)?.value;
  if (!given) return lengthOf(field.args.find((arg) => arg.name === name)?.defaultValue, within, otherwise);
  if (!hasVariable(given)) return lengthOf(valueFromASTUntyped(given), within, otherwise);
  if (given.kind === Kind.VARIABLE) {
    const variable = given.name.value;
    return (variables) => lengthOf(ownOf(variables, variable), within, otherwise);
  }
  return (variables) => lengthOf(valueFromASTUntyped(given, variables), within, otherwise);
}

/** What does not fit the schema is refused by the execution: here it only has to be counted. */
function lengthOf(value: unknown, within: readonly string[], otherwise: number): number {
  const reached = within.reduce(ownOf, value);
  if (reached === null || reached === undefined) return otherwise;
  if (Array.isArray(reached)) return reached.length;
  if (typeof reached === "number") return reached > 0 && reached <= GREATEST_INT ? reached : 0;
  // One that is no list is taken as a list of it.
  return 1;
}

function ownOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Variables)[name];
}

function hasVariable(value: ValueNode): boolean {
  if (value.kind === Kind.VARIABLE) return true;
  if (value.kind === Kind.LIST) return value.values.some(hasVariable);
  return value.kind === Kind.OBJECT && value.fields.some((field) => hasVariable(field.value));
}
