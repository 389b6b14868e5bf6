import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
} from "graphql";
import { introspectionPrices } from "./introspection.js";
import { PRICES, RATES, USER_ERRORS, type Price } from "./prices.js";

/** What a field costs beside what is selected of it: `own` for itself, its rate included. */
export interface FieldPrice extends Price {
  readonly own: number;
}

export type PriceOf = (type: GraphQLNamedType, field: GraphQLField<unknown, unknown>) => FieldPrice;

/**
 * The price of each field of the schema.
 *
 * @throws Error when a list of objects has no size: nobody decided what it costs.
 */
export function priceFields(schema: GraphQLSchema): PriceOf {
  const introspection = introspectionPrices(schema);
  const prices = new Map<string, FieldPrice>();
  const roots = new Map<unknown, number>([
    [schema.getQueryType(), RATES.query],
    [schema.getMutationType(), RATES.mutation],
    [schema.getSubscriptionType(), RATES.subscription],
  ]);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const name = `${type.name}.${field.name}`;
      const given =
        PRICES[name] ?? introspection.get(name) ?? (field.name === "userErrors" ? USER_ERRORS : {});
      if (isList(field) && given.size === undefined)
        throw new Error(`${name} is a list that has no size in PRICES`);
      prices.set(name, { ...given, own: (given.own ?? 0) + (roots.get(type) ?? 0) });
    }
  }
  return (type, field) => prices.get(`${type.name}.${field.name}`) ?? { own: 0 };
}

function isList({ type }: GraphQLField<unknown, unknown>): boolean {
  return isListType(getNullableType(type)) && isCompositeType(getNamedType(type));
}
