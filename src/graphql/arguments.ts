import { GraphQLError } from "graphql";
import { isOpaqueId, MAX_ID_LENGTH } from "../domain/validate.js";

/** Ids and pages in one question. */
export const MAX_AT_ONCE = 250;

/** `field`: the way to it, with dots; told as a list, as user errors tell theirs. */
export function badInput(field: string, message: string): GraphQLError {
  return blame("BAD_USER_INPUT", field, message);
}

export function checkId(field: string, id: string): void {
  if (isOpaqueId(id)) return;
  const rule = `must be 1 to ${MAX_ID_LENGTH} characters, without NUL or lone surrogates`;
  throw badInput(field, `${field} ${rule}.`);
}

/** Blames the first that is wrong by its place: `productVariantIds.17`. */
export function checkIds(field: string, ids: readonly string[] | null | undefined): void {
  checkCount(field, ids?.length ?? 0, MAX_AT_ONCE);
  ids?.forEach((id, index) => checkId(`${field}.${index}`, id));
}

/** How many to answer: `first` as given, or 50. */
export function pageSize(first: number | null): number {
  const size = first ?? 50;
  if (size < 0) throw badInput("first", `first must be from 0 to ${MAX_AT_ONCE}, not ${size}.`);
  checkCount("first", size, MAX_AT_ONCE);
  return size;
}

export function checkCount(field: string, count: number, most: number): void {
  if (count > most) throw blame("LIMIT_EXCEEDED", field, `${field}: at most ${most}, not ${count}.`);
}

/** @param field as for badInput. */
export function blame(
  code: "BAD_USER_INPUT" | "LIMIT_EXCEEDED",
  field: string,
  message: string,
): GraphQLError {
  return new GraphQLError(message, { extensions: { code, field: field.split(".") } });
}
