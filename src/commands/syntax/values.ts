import { InvalidArgumentError, Option } from "commander";

/** What an option is given, as what it means; commander says of which option a complaint is. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= least && Number.isSafeInteger(number)) return number;
    throw new InvalidArgumentError(`It must be a whole number, ${least} or more.`);
  };
}

/** With a time zone: a moment must not depend on where the command runs. */
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

/** @returns milliseconds since 1970. */
export function moment(text: string): number {
  const time = MOMENT.test(text) ? Date.parse(text) : NaN;
  if (!Number.isNaN(time)) return time;
  throw new InvalidArgumentError("It must be a moment with its time zone, as 2026-11-20T08:00:00Z.");
}

/** Comma separated; given again, there are more of them. */
export function list(text: string, before: readonly string[] = []): readonly string[] {
  const values = text.split(",").map((each) => each.trim());
  if (values.includes(""))
    throw new InvalidArgumentError("It must be a list with commas, without empty ones.");
  return [...before, ...values];
}

export const json = (what: string): Option => new Option("--json", what);
