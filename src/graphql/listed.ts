import type { GraphQLResolveInfo } from "graphql";
import { Failure } from "../domain/failure.js";
import { MAX_AT_ONCE } from "./arguments.js";

/** What the lists within lists of one operation may come to. */
const MAX_LISTED = MAX_AT_ONCE * MAX_AT_ONCE;

// By the variables, which are an execution's own: a subscription executes again and again.
const listed = new WeakMap<object, number>();

/**
 * Counts what a list within a list answers, or may answer: each level would multiply the one above.
 *
 * @throws Failure LIMIT_EXCEEDED when the operation asks for more than MAX_LISTED.
 */
export function countListed({ variableValues }: GraphQLResolveInfo, first: number): void {
  const total = (listed.get(variableValues) ?? 0) + first;
  listed.set(variableValues, total);
  if (total <= MAX_LISTED) return;
  const message = `The lists within lists of one operation may answer at most ${MAX_LISTED} in all.`;
  throw new Failure("LIMIT_EXCEEDED", message);
}

const shown = new WeakMap<object, Set<string>>();

/** Counts what is listed again in one operation: once is what the data comes to, and there is no page of it. */
export function countRepeated(info: GraphQLResolveInfo, key: string, length: number): void {
  const seen = shown.get(info.variableValues) ?? new Set();
  shown.set(info.variableValues, seen);
  if (seen.has(key)) countListed(info, length);
  else seen.add(key);
}
