import type { GraphQLError } from "graphql";
import { beyond } from "./beyond.js";
import type { DocumentLimits } from "./document-limits.js";

/** Of JSON in the variables. What is deeper than this fits no input of ours. */
export const MAX_VARIABLE_DEPTH = 50;

type VariableLimits = Pick<DocumentLimits, "listSize" | "values">;

/** Why the variables are refused, before anything is made of them: too long a list, too many values, too deep. */
export function variablesBeyond(variables: unknown, limits: VariableLimits): GraphQLError | undefined {
  if (variables === null || variables === undefined) return undefined;
  const code = "LIMIT_EXCEEDED";
  let values = 0;
  let depth = 0;
  // Level by level, not by recursion: who sends depth is not given our stack.
  let level: unknown[] = [variables];
  while (level.length > 0) {
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value !== "object" || value === null) continue;
      const entries: unknown[] = Array.isArray(value) ? value : Object.values(value);
      if (Array.isArray(value) && value.length > limits.listSize) {
        const what = `A list in the variables has ${value.length} entries`;
        return beyond({ limit: "listSize", maximum: limits.listSize, sent: value.length, what, code });
      }
      values += entries.length;
      if (values > limits.values) {
        const what = `The variables have more than ${limits.values} values`;
        return beyond({ limit: "values", maximum: limits.values, sent: values, what, code });
      }
      for (const entry of entries) if (typeof entry === "object") next.push(entry);
    }
    depth += 1;
    if (depth > MAX_VARIABLE_DEPTH) {
      const what = `The variables are more than ${MAX_VARIABLE_DEPTH} levels deep`;
      return beyond({ limit: "variableDepth", maximum: MAX_VARIABLE_DEPTH, sent: depth, what, code });
    }
    level = next;
  }
  return undefined;
}
