import {
  GraphQLError,
  Kind,
  OperationTypeNode,
  type DirectiveNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from "graphql";

const CONDITIONS = ["skip", "include"];

/**
 * Refuses `@skip` and `@include` on the root field of a subscription, or around it: left out,
 * there would be nothing to subscribe to. graphql-js's own rule for the root field throws on
 * them when it lacks their variables, so it must not come to see them: each rule is shown the
 * document first, and what this one gives back for it, an empty one, is all that is looked at.
 */
export const subscriptionConditionsRule: ValidationRule = (context) => ({
  Document(document) {
    const conditions = document.definitions.flatMap((definition) =>
      definition.kind === Kind.OPERATION_DEFINITION && definition.operation === OperationTypeNode.SUBSCRIPTION
        ? conditionsIn(definition.selectionSet, context, new Set())
        : [],
    );
    const [first] = conditions;
    if (!first) return undefined;
    const message = `@${first.name.value} cannot stand on the root field of a subscription, or around it.`;
    context.reportError(new GraphQLError(message, { nodes: conditions }));
    return { ...document, definitions: [] };
  },
});

/** Of the outermost level. */
function conditionsIn(
  set: SelectionSetNode,
  context: ValidationContext,
  fragments: Set<string>,
): readonly DirectiveNode[] {
  return set.selections.flatMap((selection) => {
    const own = (selection.directives ?? []).filter(({ name }) => CONDITIONS.includes(name.value));
    if (selection.kind === Kind.FIELD) return own;
    if (selection.kind === Kind.INLINE_FRAGMENT)
      return [...own, ...conditionsIn(selection.selectionSet, context, fragments)];
    const name = selection.name.value;
    const fragment = fragments.has(name) ? undefined : context.getFragment(name);
    fragments.add(name);
    return fragment ? [...own, ...conditionsIn(fragment.selectionSet, context, fragments)] : own;
  });
}
