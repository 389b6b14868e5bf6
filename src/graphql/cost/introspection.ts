import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  type GraphQLNamedType,
  type GraphQLSchema,
} from "graphql";
import type { Price } from "./prices.js";

/** What lists about the schema itself come to, on the average of its types: they are of one schema. */
export function introspectionPrices(schema: GraphQLSchema): ReadonlyMap<string, Price> {
  const types = Object.values(schema.getTypeMap());
  const fields = types.flatMap((type) =>
    isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [],
  );
  const average = (count: (type: GraphQLNamedType) => number) =>
    types.reduce((sum, type) => sum + count(type), 0) / types.length;
  const sizes: Record<string, number> = {
    "__Schema.types": types.length,
    "__Schema.directives": schema.getDirectives().length,
    "__Type.fields": fields.length / types.length,
    "__Type.inputFields": average((type) =>
      isInputObjectType(type) ? Object.keys(type.getFields()).length : 0,
    ),
    "__Type.enumValues": average((type) => (isEnumType(type) ? type.getValues().length : 0)),
    "__Type.interfaces": average((type) => (isObjectType(type) ? type.getInterfaces().length : 0)),
    "__Type.possibleTypes": average((type) =>
      isUnionType(type) || isInterfaceType(type) ? schema.getPossibleTypes(type).length : 0,
    ),
    "__Field.args": fields.reduce((sum, { args }) => sum + args.length, 0) / fields.length,
    "__Directive.args": 2,
  };
  return new Map(Object.entries(sizes).map(([field, size]) => [field, { size }]));
}
