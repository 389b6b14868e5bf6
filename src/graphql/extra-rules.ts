import { NoSchemaIntrospectionCustomRule, type ValidationRule } from "graphql";
import type { Asking } from "./asking.js";
import { createLimitsRule } from "./limits/limits-rule.js";
import { subscriptionConditionsRule } from "./subscription-conditions.js";

/** What a document has to meet beside graphql-js's own rules, on whatever way it comes. */
export function extraRules({
  limits,
  introspection,
}: Pick<Asking, "limits" | "introspection">): ValidationRule[] {
  const rules = [createLimitsRule(limits), subscriptionConditionsRule];
  return introspection ? rules : [...rules, NoSchemaIntrospectionCustomRule];
}
