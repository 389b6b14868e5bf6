import type { Refusal } from "./refusal.js";
import { MAX_QUANTITY } from "./model.js";

type Field = readonly string[];

export const MAX_ID_LENGTH = 64;
export const MAX_TEXT_LENGTH = 500;
export const MAX_LINES = 250;
export const MAX_IDEMPOTENCY_KEY_LENGTH = 128;

/** Storable text: PostgreSQL refuses NUL, and a lone surrogate has no UTF-8 form. */
function isText(value: string, least: number, most: number): boolean {
  const length = codePoints(value, most);
  return length >= least && length <= most && !value.includes("\u0000") && value.isWellFormed();
}

/** Counted only where it makes a difference: a string of few UTF-16 units has no more code points. */
function codePoints(value: string, most: number): number {
  return value.length <= most || value.length > 2 * most ? value.length : [...value].length;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Our own ids; whatever else is asked for cannot exist, and would not pass a cast in SQL. */
export function isUuid(value: string): boolean {
  return UUID.test(value);
}

/** Ids of other services: 1-64 code points of any kind but NUL and lone surrogates. */
export function isOpaqueId(value: string): boolean {
  return isText(value, 1, MAX_ID_LENGTH);
}

/** What is wrong with an input, field by field; nothing wrong, nothing in it. */
export class Problems {
  readonly refusals: Refusal[] = [];

  id(field: Field, value: string | null | undefined): void {
    if (value === null || value === undefined || isOpaqueId(value)) return;
    const message = `Must be 1 to ${MAX_ID_LENGTH} characters, without NUL or lone surrogates.`;
    this.refusals.push({ code: "INVALID_INPUT", field, message });
  }

  text(field: Field, value: string | null | undefined, least = 0, most = MAX_TEXT_LENGTH): void {
    if (value === null || value === undefined || isText(value, least, most)) return;
    const message = `Must be ${least} to ${most} characters, without NUL or lone surrogates.`;
    this.refusals.push({ code: "INVALID_INPUT", field, message });
  }

  range(field: Field, value: number | null | undefined, least: number, most: number): void {
    if (value === null || value === undefined || (value >= least && value <= most)) return;
    this.refusals.push({
      code: "INVALID_INPUT",
      field,
      message: `Must be from ${least} to ${most}, not ${value}.`,
    });
  }

  quantity(field: Field, value: number, least = 1): void {
    if (Number.isInteger(value) && value >= least && value <= MAX_QUANTITY) return;
    const message = `Must be a whole number from ${least} to ${MAX_QUANTITY}, not ${value}.`;
    this.refusals.push({ code: "INVALID_QUANTITY", field, message });
  }

  /** @returns whether there are few enough to look at each. */
  lineCount(count: number): boolean {
    if (count === 0) this.invalid(["lines"], "Must have at least one line.");
    if (count <= MAX_LINES) return true;
    this.invalid(["lines"], `Must have at most ${MAX_LINES} lines, not ${count}.`, "LIMIT_EXCEEDED");
    return false;
  }

  invalid(field: Field, message: string, code: Refusal["code"] = "INVALID_INPUT"): void {
    this.refusals.push({ code, field, message });
  }
}
