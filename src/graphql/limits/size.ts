import {
  GraphQLError,
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";

/** Of a selection set, its fragments spread out. */
interface Size {
  readonly depth: number;
  /** Of the outermost level. */
  readonly fields: number;
  readonly selections: number;
}

const NOTHING: Size = { depth: 0, fields: 0, selections: 0 };

/** Measures the definitions of one document, each of them once, whatever spreads it. */
export class Sizes {
  aliases = 0;
  directives = 0;
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  /** null: it is being measured. */
  readonly #measured = new Map<string, Size | null>();

  constructor({ definitions }: DocumentNode) {
    for (const definition of definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION)
        this.#fragments.set(definition.name.value, definition);
    }
  }

  get fragments(): ReadonlyMap<string, FragmentDefinitionNode> {
    return this.#fragments;
  }

  /** @throws GraphQLError when fragments spread each other in a circle. */
  ofSet(set: SelectionSetNode): Size {
    let [depth, fields, selections] = [0, 0, set.selections.length];
    for (const selection of set.selections) {
      this.directives += selection.directives?.length ?? 0;
      const inner = this.#within(selection);
      const isField = selection.kind === Kind.FIELD;
      depth = Math.max(depth, inner.depth + (isField ? 1 : 0));
      fields += isField ? 1 : inner.fields;
      selections += inner.selections;
    }
    return { depth, fields, selections };
  }

  /** A name that is not known is another rule's business. */
  ofFragment(name: string): Size {
    const known = this.#measured.get(name);
    if (known === null) throw new GraphQLError(`Cannot spread fragment "${name}" within itself.`);
    const fragment = this.#fragments.get(name);
    if (known !== undefined || !fragment) return known ?? NOTHING;
    this.#measured.set(name, null);
    this.directives += fragment.directives?.length ?? 0;
    const size = this.ofSet(fragment.selectionSet);
    this.#measured.set(name, size);
    return size;
  }

  #within(selection: SelectionNode): Size {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return this.ofFragment(selection.name.value);
    if (selection.kind === Kind.INLINE_FRAGMENT) return this.ofSet(selection.selectionSet);
    if (selection.alias) this.aliases += 1;
    const inner = selection.selectionSet ? this.ofSet(selection.selectionSet) : NOTHING;
    // Introspection is as deep as its type wrappers, whatever the schema.
    return selection.name.value.startsWith("__") ? { ...inner, depth: 0 } : inner;
  }
}
