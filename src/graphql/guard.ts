import { defaultFieldResolver, type GraphQLField, type GraphQLSchema } from "graphql";
import { authorize, isOperation, type Operation } from "../auth/rights.js";
import type { GraphqlContext } from "./context.js";
import { feedFirst } from "./feed-first.js";

type RootField = GraphQLField<unknown, GraphqlContext, Record<string, unknown>>;

/**
 * Puts the table of rights before every root field.
 *
 * @throws when a root field is not in the table: nobody decided who may call it.
 */
export function guardRootFields(schema: GraphQLSchema): GraphQLSchema {
  for (const type of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) {
    for (const field of Object.values(type?.getFields() ?? {}) as RootField[]) {
      const operation = `${type?.name}.${field.name}`;
      if (!isOperation(operation)) throw new Error(`${operation} is missing from the table of rights`);
      if (type === schema.getSubscriptionType()) guardSubscribe(field, operation);
      else guardResolve(field, operation, type === schema.getQueryType());
    }
  }
  return schema;
}

function guardResolve(field: RootField, operation: Operation, isQuery: boolean): void {
  const resolve = field.resolve ?? defaultFieldResolver;
  field.resolve = (root, args, context, info) => {
    context.permit(operation, args);
    const first = isQuery ? feedFirst(context, info) : undefined;
    return first ? first.then(() => resolve(root, args, context, info)) : resolve(root, args, context, info);
  };
}

/** When it begins, and for each event; the connection is closed when the token's time is over. */
function guardSubscribe(field: RootField, operation: Operation): void {
  const subscribe = field.subscribe;
  field.subscribe = (root, args, context, info) => {
    context.permit(operation, args);
    return subscribe?.(root, args, context, info);
  };
  const resolve = field.resolve ?? defaultFieldResolver;
  field.resolve = (root, args, context, info) => {
    authorize(context.principal, operation, args);
    return resolve(root, args, context, info);
  };
}
