import { GraphQLNonNull, GraphQLObjectType, GraphQLScalarType, GraphQLString } from "graphql";

// By the specification of Apollo Federation 2, "Subgraph Specification".

export const Any = new GraphQLScalarType({
  name: "_Any",
  description: "A representation: an entity's `__typename` and key, as another subgraph knows it.",
});

export const Service = new GraphQLObjectType({
  name: "_Service",
  description: "What this subgraph brings to a graph of several.",
  fields: { sdl: { type: new GraphQLNonNull(GraphQLString) } },
});
