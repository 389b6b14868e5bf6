import {
  Kind,
  type FieldNode,
  type FragmentDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from "graphql";

/** What comparing the fields of a document with each other may come to; takes graphql-js some 20 ms. */
export const MAX_REPETITIONS = 20_000;

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/**
 * How much graphql-js has to compare: fields that are answered under the same name at the same place must
 * agree, each with each, their arguments too. Without bound, a small document keeps a node busy for seconds.
 *
 * Give it what was measured: it visits each selection, its fragments spread out.
 */
export function repetitionsIn(sets: readonly SelectionSetNode[], fragments: Fragments): number {
  const groups = new Map<string, { count: number; weight: number; sets: SelectionSetNode[] }>();
  for (const field of sets.flatMap((set) => fieldsOf(set, fragments))) {
    const name = (field.alias ?? field.name).value;
    const group = groups.get(name) ?? { count: 0, weight: 0, sets: [] };
    groups.set(name, group);
    group.count += 1;
    group.weight += weightOf(field);
    if (field.selectionSet) group.sets.push(field.selectionSet);
  }
  let total = 0;
  for (const group of groups.values()) {
    if (group.count > 1) total += group.weight * group.weight;
    if (group.sets.length > 0) total += repetitionsIn(group.sets, fragments);
  }
  return total;
}

function fieldsOf(set: SelectionSetNode, fragments: Fragments): readonly FieldNode[] {
  return set.selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection];
    if (selection.kind === Kind.INLINE_FRAGMENT) return fieldsOf(selection.selectionSet, fragments);
    const fragment = fragments.get(selection.name.value);
    return fragment ? fieldsOf(fragment.selectionSet, fragments) : [];
  });
}

function weightOf({ arguments: given = [] }: FieldNode): number {
  return given.reduce((sum, { value }) => sum + 1 + valuesIn(value), 1);
}

function valuesIn(value: ValueNode): number {
  if (value.kind === Kind.LIST) return value.values.reduce((sum, each) => sum + valuesIn(each), 1);
  if (value.kind === Kind.OBJECT)
    return value.fields.reduce((sum, field) => sum + 1 + valuesIn(field.value), 1);
  return 1;
}
