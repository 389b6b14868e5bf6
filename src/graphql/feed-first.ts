import { Kind, type GraphQLResolveInfo, type OperationDefinitionNode, type SelectionSetNode } from "graphql";
import type { GraphqlContext } from "./context.js";

// Who queries, and then subscribes after `feedPosition`, must miss nothing between: the
// position is read before the data of the same query is.

const asking = new WeakMap<OperationDefinitionNode, boolean>();

export function feedPositionOf(context: GraphqlContext): Promise<number> {
  return (context.feedPosition ??= context.feed.head());
}

/** @returns what a root field of the query has to wait for; undefined: nothing. */
export function feedFirst(context: GraphqlContext, info: GraphQLResolveInfo): Promise<number> | undefined {
  let asks = asking.get(info.operation);
  if (asks === undefined) {
    asks = selects(info.operation.selectionSet, info.fragments);
    asking.set(info.operation, asks);
  }
  return asks ? feedPositionOf(context) : undefined;
}

function selects({ selections }: SelectionSetNode, fragments: GraphQLResolveInfo["fragments"]): boolean {
  return selections.some((selection) => {
    if (selection.kind === Kind.FIELD) return selection.name.value === "feedPosition";
    if (selection.kind === Kind.INLINE_FRAGMENT) return selects(selection.selectionSet, fragments);
    const fragment = fragments[selection.name.value];
    return fragment !== undefined && selects(fragment.selectionSet, fragments);
  });
}
