import {
  Kind,
  valueFromASTUntyped,
  visit,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from "graphql";
import { of, type Amount, type Variables } from "./amount.js";
import { compileCost } from "./compile.js";
import { priceFields, type PriceOf } from "./priced.js";

export interface PricedOperation {
  readonly document: DocumentNode;
  /** Of the document, which is valid. */
  readonly operation: OperationDefinitionNode;
  /** As they were sent. */
  readonly variables: Variables | null | undefined;
}

/** What an operation costs, in whole points. */
export type CostOf = (asked: PricedOperation) => number;

interface Known {
  readonly defaults: Variables;
  /** The variables that @skip and @include name. */
  readonly conditional: readonly string[];
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** By the values of those. */
  readonly amounts: Map<string, Amount>;
}

interface Worked {
  readonly amount: Amount;
  /** In fields. */
  readonly size: number;
}

/** Values that conditions were seen with; more of one document are worked out again each time. */
const MOST_REMEMBERED = 16;
/**
 * Of all that is remembered; beyond it, all is forgotten. Each takes up to 1 kB where variables decide, a hundred times
 * what its document's text has, so how many documents are known bounds nothing.
 */
const MOST_FIELDS_REMEMBERED = 50_000;

/** Works out each operation of each document once, and for each request only what its variables change. */
export function createCostOf(schema: GraphQLSchema): CostOf {
  const priceOf = priceFields(schema);
  let known = new WeakMap<OperationDefinitionNode, Known>();
  let remembered = 0;

  function workOut(operation: OperationDefinitionNode, about: Known, conditions: Variables): Worked {
    let fields = 0;
    const counting: PriceOf = (type, field) => {
      fields += 1;
      return priceOf(type, field);
    };
    const { fragments } = about;
    const amount = compileCost(operation, { schema, priceOf: counting, fragments, conditions });
    return { amount, size: typeof amount === "number" ? 1 : fields };
  }

  function remember({ amounts }: Known, key: string, { amount, size }: Worked): void {
    if (amounts.size >= MOST_REMEMBERED) return;
    amounts.set(key, amount);
    remembered += size;
    if (remembered <= MOST_FIELDS_REMEMBERED) return;
    known = new WeakMap();
    remembered = 0;
  }

  return ({ document, operation, variables }) => {
    let about = known.get(operation);
    if (!about) known.set(operation, (about = read(document, operation)));
    const values = about.defaults === NONE ? (variables ?? NONE) : { ...about.defaults, ...variables };
    const key = about.conditional.map((name) => values[name] === true).join();
    let amount = about.amounts.get(key);
    if (amount === undefined) {
      const worked = workOut(operation, about, values);
      remember(about, key, worked);
      ({ amount } = worked);
    }
    return Math.max(0, Math.ceil(of(amount, values) - ROUNDING));
  };
}

/** Tenths do not add up exactly in binary. */
const ROUNDING = 1e-6;
const NONE: Variables = {};

function read(document: DocumentNode, operation: OperationDefinitionNode): Known {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const defaults = (operation.variableDefinitions ?? []).flatMap(({ variable, defaultValue }) =>
    defaultValue ? [[variable.name.value, valueFromASTUntyped(defaultValue)] as const] : [],
  );
  const conditional = new Set<string>();
  visit(document, {
    Directive({ name, arguments: given }) {
      const value = given?.[0]?.value;
      if ((name.value === "skip" || name.value === "include") && value?.kind === Kind.VARIABLE)
        conditional.add(value.name.value);
    },
  });
  return {
    defaults: defaults.length === 0 ? NONE : Object.fromEntries(defaults),
    conditional: [...conditional].sort(),
    fragments,
    amounts: new Map(),
  };
}
