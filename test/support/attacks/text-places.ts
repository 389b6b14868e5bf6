import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isRequiredArgument,
  isRequiredInputField,
  isObjectType,
  isLeafType,
  isScalarType,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from "graphql";

/** One place of the schema that takes text: an operation with `payload` there, and the least elsewhere. */
export interface TextPlace {
  readonly name: string;
  request(payload: string): { query: string; variables: Record<string, unknown> };
}

type Path = readonly string[];

/** Every argument and input field, however deep, of every query and mutation, that is text or may be. */
export function textPlaces(schema: GraphQLSchema): TextPlace[] {
  const roots = [schema.getQueryType(), schema.getMutationType()].filter((type) => type != null);
  return roots.flatMap((root) =>
    Object.values(root.getFields()).flatMap((field) =>
      field.args.flatMap((arg) =>
        pathsOf(arg.type, []).map((path): TextPlace => {
          const given = field.args.filter((each) => each === arg || isRequiredArgument(each));
          const declared = given.map(({ name, type }) => `$${name}: ${String(type)}`).join(", ");
          const passed = given.map(({ name }) => `${name}: $${name}`).join(", ");
          const operation = root === schema.getQueryType() ? "query" : "mutation";
          const query = `${operation} Attack(${declared}) { ${field.name}(${passed}) ${selection(field.type)} }`;
          return {
            name: [`${root.name}.${field.name}`, arg.name, ...path].join("."),
            request: (payload) => ({
              query,
              variables: Object.fromEntries(
                given.map((each) => [
                  each.name,
                  valueOf(each.type, each === arg ? { path, payload } : undefined),
                ]),
              ),
            }),
          };
        }),
      ),
    ),
  );
}

/** Where within the type text is taken; what refers to itself is followed once. */
function pathsOf(type: GraphQLInputType, seen: readonly string[]): Path[] {
  const nullable = getNullableType(type);
  if (isListType(nullable)) return pathsOf(nullable.ofType, seen);
  if (isScalarType(nullable)) return ["Int", "Float", "Boolean"].includes(nullable.name) ? [] : [[]];
  if (!isInputObjectType(nullable) || seen.includes(nullable.name)) return [];
  return Object.values(nullable.getFields()).flatMap(({ name, type: inner }) =>
    pathsOf(inner, [...seen, nullable.name]).map((path) => [name, ...path]),
  );
}

function valueOf(type: GraphQLInputType, at?: { path: Path; payload: string }): unknown {
  const nullable = getNullableType(type);
  if (isListType(nullable)) return [valueOf(nullable.ofType, at)];
  if (isEnumType(nullable)) return nullable.getValues()[0]?.name;
  if (isInputObjectType(nullable)) {
    const [next, ...path] = at?.path ?? [];
    const given = Object.values(nullable.getFields()).filter(
      (field) => field.name === next || isRequiredInputField(field),
    );
    return Object.fromEntries(
      given.map((field) => [
        field.name,
        valueOf(field.type, at && field.name === next ? { ...at, path } : undefined),
      ]),
    );
  }
  if (at) return at.payload;
  return { Int: 1, Boolean: false, DateTime: new Date(0).toISOString(), JSON: {} }[nullable.name] ?? "1";
}

/** Enough to be valid: the leaves, and of what is below that it is there. */
function selection(type: GraphQLOutputType): string {
  const named = getNamedType(type);
  if (isLeafType(named)) return "";
  if (!isObjectType(named)) return "{ __typename }";
  const fields = Object.values(named.getFields()).filter(({ args }) => !args.some(isRequiredArgument));
  const told = fields.map(({ name, type: inner }) =>
    isLeafType(getNamedType(inner)) ? name : `${name} { __typename }`,
  );
  return `{ ${told.join(" ")} }`;
}
