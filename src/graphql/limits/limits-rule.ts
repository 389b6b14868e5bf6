import { GraphQLError, Kind, type DefinitionNode, type DocumentNode, type ValidationRule } from "graphql";
import { beyond } from "./beyond.js";
import type { DocumentLimits } from "./document-limits.js";
import { MAX_REPETITIONS, repetitionsIn } from "./repetitions.js";
import { Sizes } from "./size.js";

/**
 * Refuses a document that is beyond a limit before graphql-js's own rules see what is in it, some of which
 * take quadratic time: each rule is shown the document first, and the empty one that this one gives back for
 * it is all that is looked at then.
 */
export function createLimitsRule(limits: DocumentLimits): ValidationRule {
  return (context) => ({
    Document(document) {
      const error = refusalOf(document, limits);
      if (!error) return undefined;
      context.reportError(error);
      return { ...document, definitions: [] };
    },
  });
}

function refusalOf(document: DocumentNode, limits: DocumentLimits): GraphQLError | undefined {
  try {
    return firstBeyond(document, limits);
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}

function firstBeyond(document: DocumentNode, limits: DocumentLimits): GraphQLError | undefined {
  const { definitions } = document;
  const refuse = (limit: keyof DocumentLimits, sent: number, what: string, node?: DefinitionNode) =>
    beyond({ limit, maximum: limits[limit], sent, what, ...(node && { node }) });
  if (definitions.length > limits.definitions) {
    const what = `The document has ${definitions.length} operations and fragments`;
    return refuse("definitions", definitions.length, what);
  }
  const sizes = new Sizes(document);
  let selections = 0;
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      selections += sizes.ofFragment(definition.name.value).selections;
    } else if (definition.kind === Kind.OPERATION_DEFINITION) {
      const { depth, fields, selections: own } = sizes.ofSet(definition.selectionSet);
      selections += own;
      sizes.directives += definition.directives?.length ?? 0;
      for (const { directives } of definition.variableDefinitions ?? [])
        sizes.directives += directives?.length ?? 0;
      if (depth > limits.depth)
        return refuse("depth", depth, `The operation is ${depth} levels deep`, definition);
      if (fields > limits.rootFields)
        return refuse("rootFields", fields, `The operation has ${fields} root fields`, definition);
    }
  }
  const { aliases, directives } = sizes;
  if (selections > limits.selections)
    return refuse(
      "selections",
      selections,
      `The document selects ${selections} fields, its fragments spread out`,
    );
  if (aliases > limits.aliases) return refuse("aliases", aliases, `The document has ${aliases} aliases`);
  if (directives > limits.directives)
    return refuse("directives", directives, `The document has ${directives} directives`);
  return repeated(definitions, sizes);
}

/** Each definition for itself: fragments are looked at also where nothing spreads them. */
function repeated(definitions: readonly DefinitionNode[], { fragments }: Sizes): GraphQLError | undefined {
  let sent = 0;
  for (const definition of definitions) {
    if ("selectionSet" in definition && definition.selectionSet)
      sent += repetitionsIn([definition.selectionSet], fragments);
  }
  if (sent <= MAX_REPETITIONS) return undefined;
  const what = `The document answers fields under the same name too often: comparing them comes to ${sent}`;
  return beyond({ limit: "repetitions", maximum: MAX_REPETITIONS, sent, what });
}
