import {
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLUnionType,
  type GraphQLFieldConfig,
} from "graphql";
import type { GraphqlContext } from "../context.js";
import { resolveEntities } from "./entities.js";
import { subgraphSdl } from "./subgraph-sdl.js";
import { Any, Service } from "./types.js";

/** Adds what routers ask of a subgraph to the root of queries; all other types stay the objects they are. */
export function federate(api: GraphQLSchema): GraphQLSchema {
  const { query, types, ...rest } = api.toConfig();
  if (!query) throw new Error("The schema has no queries");
  const { fields, ...root } = query.toConfig();
  const federated = { ...fields, _entities: entitiesOf(api), _service: serviceOf(api) };
  return new GraphQLSchema({
    ...rest,
    query: new GraphQLObjectType({ ...root, fields: federated }),
    types: types.filter((type) => type !== query),
  });
}

function entitiesOf(api: GraphQLSchema): GraphQLFieldConfig<unknown, GraphqlContext> {
  const entity = new GraphQLUnionType({
    name: "_Entity",
    types: [api.getType("InventoryItem") as GraphQLObjectType],
    resolveType: () => "InventoryItem",
  });
  return {
    description: "For routers: what other subgraphs refer to, in the order asked; null where unknown.",
    type: new GraphQLNonNull(new GraphQLList(entity)),
    args: { representations: { type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(Any))) } },
    resolve: (_root, { representations }: { representations?: unknown[] }, context) =>
      resolveEntities(representations ?? [], context),
  };
}

function serviceOf(api: GraphQLSchema): GraphQLFieldConfig<unknown, GraphqlContext> {
  let sdl: string | undefined;
  return {
    description: "For tools that compose a graph: this subgraph, with its entities and their keys.",
    type: new GraphQLNonNull(Service),
    resolve: () => ({ sdl: (sdl ??= subgraphSdl(api)) }),
  };
}
