import { Kind, OperationTypeNode, type GraphQLResolveInfo, type SelectionSetNode } from "graphql";
import type { GraphqlContext } from "./context.js";

/**
 * Whether an operation may be answered with items as they were a moment ago: not one whose client goes on from
 * `feedPosition`, nor one that puts beside them what is read now, nor of a token that is confined to warehouses.
 */
export function mayBeRecent(
  { principal, feedPosition }: GraphqlContext,
  { fieldNodes, fragments, operation }: GraphQLResolveInfo,
): boolean {
  if (
    operation.operation !== OperationTypeNode.QUERY ||
    feedPosition !== undefined ||
    principal.warehouses !== null
  )
    return false;
  return fieldNodes.every(({ selectionSet }) => !selectionSet || isFlat(selectionSet, fragments));
}

function isFlat({ selections }: SelectionSetNode, fragments: GraphQLResolveInfo["fragments"]): boolean {
  return selections.every((selection) => {
    if (selection.kind === Kind.FIELD) return selection.selectionSet === undefined;
    if (selection.kind === Kind.INLINE_FRAGMENT) return isFlat(selection.selectionSet, fragments);
    const fragment = fragments[selection.name.value];
    return fragment === undefined || isFlat(fragment.selectionSet, fragments);
  });
}
