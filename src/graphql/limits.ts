import {
  GraphQLError,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from "graphql";

// What one document may ask. Lists are bounded by their arguments; these bound the rest.

export const MAX_TOKENS = 5_000;
export const MAX_SELECTIONS = 2_000;
export const MAX_VALIDATION_ERRORS = 5;
const MAX_DEPTH = 12;
const MAX_ROOT_FIELDS = 50;

/** What to say when reading a document has used up the stack; undefined: something else is wrong. */
export function tooDeep(error: unknown): string | undefined {
  if (error instanceof GraphQLError) return tooDeep(error.originalError);
  return error instanceof RangeError ? "The document is nested too deeply." : undefined;
}

interface Size {
  readonly depth: number;
  /** Of the outermost level; aliases count. */
  readonly fields: number;
}

/** Refuses what is nested too deeply or has too many root fields. */
export const limitsRule: ValidationRule = (context) => ({
  OperationDefinition(operation) {
    const { depth, fields } = sizeOf(operation.selectionSet, context, new Map());
    const refuse = (message: string) => context.reportError(new GraphQLError(message, { nodes: operation }));
    if (depth > MAX_DEPTH) refuse(`The operation is ${depth} levels deep; at most ${MAX_DEPTH} are allowed.`);
    if (fields > MAX_ROOT_FIELDS) {
      refuse(`The operation has ${fields} root fields; at most ${MAX_ROOT_FIELDS} are allowed.`);
    }
  },
});

function sizeOf(set: SelectionSetNode, context: ValidationContext, fragments: Map<string, Size>): Size {
  let [depth, fields] = [0, 0];
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) {
      fields += 1;
      // Introspection is as deep as its type wrappers, whatever the schema.
      const inner = selection.name.value.startsWith("__") ? undefined : selection.selectionSet;
      depth = Math.max(depth, 1 + (inner ? sizeOf(inner, context, fragments).depth : 0));
    } else {
      const inner =
        selection.kind === Kind.INLINE_FRAGMENT
          ? sizeOf(selection.selectionSet, context, fragments)
          : sizeOfFragment(selection.name.value, context, fragments);
      depth = Math.max(depth, inner.depth);
      fields += inner.fields;
    }
  }
  return { depth, fields };
}

/** Each fragment once: spread within each other they would double with every level. */
function sizeOfFragment(name: string, context: ValidationContext, fragments: Map<string, Size>): Size {
  const known = fragments.get(name);
  if (known) return known;
  const fragment = context.getFragment(name);
  // Stands while it is measured: a fragment within itself is another rule's business.
  fragments.set(name, { depth: 0, fields: 0 });
  const size = fragment ? sizeOf(fragment.selectionSet, context, fragments) : { depth: 0, fields: 0 };
  fragments.set(name, size);
  return size;
}
