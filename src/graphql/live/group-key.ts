import {
  getOperationAST,
  getVariableValues,
  Kind,
  visit,
  type DocumentNode,
  type ExecutionArgs,
  type OperationDefinitionNode,
} from "graphql";
import type { Principal } from "../../auth/principal.js";

/** What is each subscriber's own, and changes nothing of what a result says. */
const OWN_ARGUMENTS: readonly string[] = ["after", "conflate"];

const numbers = new WeakMap<DocumentNode, number>();
let documents = 0;

/**
 * The same for subscriptions that are given the same results: of one document (which is parsed
 * once), with equal variables and equal rights. Where each begins does not matter.
 */
export function groupKey(args: ExecutionArgs, { scopes, warehouses }: Principal): string {
  const { document, operationName, schema, variableValues } = args;
  const operation = getOperationAST(document, operationName) as OperationDefinitionNode;
  const { coerced = {} } = getVariableValues(
    schema,
    operation.variableDefinitions ?? [],
    variableValues ?? {},
  );
  const own = ownVariables(document, operation);
  const shared = Object.entries(coerced).filter(([name]) => !own.has(name));
  const rights = [[...scopes].sort(), warehouses && [...warehouses].sort()];
  return JSON.stringify([numberOf(document), operation.name?.value, shared, rights]);
}

function numberOf(document: DocumentNode): number {
  const number = numbers.get(document) ?? (documents += 1);
  numbers.set(document, number);
  return number;
}

const known = new WeakMap<OperationDefinitionNode, ReadonlySet<string>>();

/** Variables that are used as one of the subscriber's own arguments, and nowhere else. */
function ownVariables(document: DocumentNode, operation: OperationDefinitionNode): ReadonlySet<string> {
  const before = known.get(operation);
  if (before) return before;
  const used = new Map<string, number>();
  visit(document, {
    VariableDefinition: () => false,
    Variable: ({ name }) => void used.set(name.value, (used.get(name.value) ?? 0) + 1),
  });
  const own = new Set<string>();
  for (const field of operation.selectionSet.selections) {
    if (field.kind !== Kind.FIELD) continue;
    for (const { name, value } of field.arguments ?? []) {
      if (!OWN_ARGUMENTS.includes(name.value) || value.kind !== Kind.VARIABLE) continue;
      if (used.get(value.name.value) === 1) own.add(value.name.value);
    }
  }
  known.set(operation, own);
  return own;
}
