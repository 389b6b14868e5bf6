import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isIntrospectionType,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLObjectType,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";
import { greatest, product, sum, type Amount } from "./amount.js";
import { fieldsOf, type Collecting } from "./collect.js";
import { askedBy } from "./list-size.js";
import type { PriceOf } from "./priced.js";
import { RATES, type ListSize } from "./prices.js";

interface Compiling extends Collecting {
  readonly priceOf: PriceOf;
}

/** What a valid operation costs, in points: all but what the variables say is worked out once. */
export function compileCost(
  { operation, selectionSet }: OperationDefinitionNode,
  compiling: Compiling,
): Amount {
  const root = compiling.schema.getRootType(operation);
  return root ? costOfSets([selectionSet], root, { ...compiling, asked: 1 }) : 0;
}

interface Here extends Compiling {
  /** What the parent was asked for. */
  readonly asked: Amount;
}

/** Of an abstract type: of the dearest that it may turn out to be. */
function costOfSets(sets: readonly SelectionSetNode[], type: GraphQLCompositeType, here: Here): Amount {
  const types = isAbstractType(type) ? here.schema.getPossibleTypes(type) : [type];
  return greatest(
    types.map((each) =>
      sum([...fieldsOf(sets, each, here).values()].map((nodes) => costOfField(nodes, each, here))),
    ),
  );
}

function costOfField(nodes: readonly FieldNode[], parent: GraphQLObjectType, here: Here): Amount {
  const [node] = nodes;
  const field = node && fieldNamed(node.name.value, parent);
  if (!node || !field || field === TypeNameMetaFieldDef) return 0;
  const { own, each, size, asks } = here.priceOf(parent, field);
  const asked = { field, node };
  const sized = (wanted: ListSize | undefined): Amount => {
    if (wanted === "asked of the parent") return here.asked;
    return typeof wanted === "object" ? askedBy(wanted.argument, wanted.otherwise, asked) : (wanted ?? 1);
  };
  const itself = sum([own, each ? product(each.points, askedBy(each.argument, 1, asked)) : 0]);
  const type = getNamedType(field.type);
  if (!isCompositeType(type)) return sum([itself, RATES.value]);
  const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  const selected = costOfSets(sets, type, { ...here, asked: sized(asks) });
  // What is asked for is read, whether it is looked at or not; the lines of a command are paid for by `each`.
  const read = asks === undefined || each ? 0 : product(RATES.object, sized(asks));
  const within = sum([RATES.object, read === 0 ? selected : greatest([selected, read])]);
  const answered = product(sized(size), within);
  const isDoor = isIntrospectionType(type) && !isIntrospectionType(parent);
  return sum([itself, isDoor ? product(RATES.introspection, answered) : answered]);
}

function fieldNamed(name: string, parent: GraphQLObjectType): GraphQLField<unknown, unknown> | undefined {
  const meta = [SchemaMetaFieldDef, TypeMetaFieldDef, TypeNameMetaFieldDef].find(
    (each) => each.name === name,
  );
  return meta ?? parent.getFields()[name];
}
