import { readFileSync } from "node:fs";
import fc, { type Arbitrary } from "fast-check";
import {
  buildSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
} from "graphql";
import { print, type Asked, type Given, type Operation } from "./print-operation.js";
import { anyInt, anyJson, anyScalar } from "./values.js";

const schema = buildSchema(readFileSync(new URL("../../../schema.graphql", import.meta.url), "utf8"));

export type Kind = "query" | "mutation" | "subscription";
type Composite = GraphQLObjectType | GraphQLInterfaceType;

/** A request that the schema allows in all or nearly all: `query` and `variables`. */
export function anyOperation(kind: Kind): Arbitrary<Operation> {
  const root = {
    query: schema.getQueryType(),
    mutation: schema.getMutationType(),
    subscription: schema.getSubscriptionType(),
  }[kind] as GraphQLObjectType;
  const fields = Object.values(root.getFields()).map((field) => anyField(root, field, 3));
  const asked = fc.array(fc.oneof(...fields), { minLength: 1, maxLength: kind === "subscription" ? 1 : 3 });
  return asked.map((set) => print(kind, set));
}

function anyField(parent: Composite, field: GraphQLField<unknown, unknown>, depth: number): Arbitrary<Asked> {
  const type = getNamedType(field.type);
  const set = isLeafType(type) ? fc.constant(undefined) : anySet(type as Composite, depth - 1);
  const given = fc
    .tuple(...field.args.map(anyArgument))
    .map((all) => all.filter((each) => each !== undefined));
  const directive = fc.oneof(
    { weight: 12, arbitrary: fc.constant("") },
    {
      weight: 1,
      arbitrary: fc.constantFrom("@include(if: true)", "@include(if: false)", "@skip(if: false)"),
    },
  );
  return fc
    .record({ given, set, directive })
    .map((asked) => ({ parent: parent.name, name: field.name, ...asked }));
}

const sets = new Map<string, Arbitrary<readonly Asked[]>>();

function anySet(type: Composite, depth: number): Arbitrary<readonly Asked[]> {
  const key = `${type.name} ${depth}`;
  const known = sets.get(key);
  if (known) return known;
  const made = isAbstractType(type)
    ? fc.constantFrom(...schema.getPossibleTypes(type)).chain((each) => anyOwnSet(each, depth))
    : anyOwnSet(type, depth);
  sets.set(key, made);
  return made;
}

function anyOwnSet(type: Composite, depth: number): Arbitrary<readonly Asked[]> {
  const fields = Object.values(type.getFields()).filter(
    ({ type: of }) => depth > 0 || isLeafType(getNamedType(of)),
  );
  if (fields.length === 0)
    return fc.constant([{ parent: type.name, name: "__typename", given: [], directive: "" }]);
  return fc
    .subarray(fields, { minLength: 1, maxLength: Math.min(fields.length, 4) })
    .chain((some) => fc.tuple(...some.map((field) => anyField(type, field, depth))));
}

function anyArgument(argument: GraphQLArgument): Arbitrary<Given | undefined> {
  const { name, type } = argument;
  const value = fc.record({
    value: anyValue(name, type),
    literal: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
  });
  const given = value.map((one): Given => ({ name, type, ...one }));
  if (isNonNullType(type) && argument.defaultValue === undefined) return given;
  return fc.oneof({ weight: 2, arbitrary: given }, { weight: 3, arbitrary: fc.constant(undefined) });
}

/** Of the type, but for one in forty. */
function anyValue(name: string, type: GraphQLInputType): Arbitrary<unknown> {
  return fc.oneof({ weight: 39, arbitrary: anyRightValue(name, type) }, { weight: 1, arbitrary: anyJson });
}

function anyRightValue(name: string, type: GraphQLInputType): Arbitrary<unknown> {
  if (isNonNullType(type)) return anyOfType(name, type.ofType);
  return fc.oneof(
    { weight: 9, arbitrary: anyOfType(name, type) },
    { weight: 1, arbitrary: fc.constant(null) },
  );
}

function anyOfType(name: string, type: GraphQLInputType): Arbitrary<unknown> {
  if (isListType(type)) {
    const some = anyValue(name, type.ofType);
    const many = fc
      .tuple(some, fc.constantFrom(250, 251))
      .map(([one, n]) => Array.from({ length: n }, () => one));
    return fc.oneof(
      { weight: 30, arbitrary: fc.array(some, { maxLength: 4 }) },
      { weight: 1, arbitrary: many },
    );
  }
  if (isEnumType(type)) return fc.constantFrom(...type.getValues().map((each) => each.name));
  if (!isInputObjectType(type)) return name === "delta" ? anyInt : anyScalar(name, getNamedType(type).name);
  const fields = Object.values(type.getFields());
  const values = Object.fromEntries(fields.map((field) => [field.name, anyValue(field.name, field.type)]));
  const required = fields.filter(isRequiredInputField).map((field) => field.name);
  return fc.tuple(fc.subarray(fields.map((field) => field.name)), fc.record(values)).map(([wanted, all]) => {
    const kept = Object.entries(all).filter(([key]) => required.includes(key) || wanted.includes(key));
    return Object.fromEntries(kept);
  });
}
