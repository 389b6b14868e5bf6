import { parseArgs } from "node:util";

export interface Options {
  /** The benches to run; none = all of the table. */
  readonly names: readonly string[];
  /** Of one round. */
  readonly seconds: number;
  readonly rounds: number;
  readonly connections: number;
  readonly profile: boolean;
  /** Events that the feed has before the rows of the pipeline begin. */
  readonly history: number;
}

/** @throws Error in plain words about what was not understood. */
export function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      seconds: { type: "string", default: "4" },
      rounds: { type: "string", default: "3" },
      connections: { type: "string", default: "64" },
      only: { type: "string", multiple: true, default: [] },
      profile: { type: "boolean", default: false },
      history: { type: "string", default: "0" },
    },
  });
  return {
    names: [...positionals, ...values.only.flatMap((names) => names.split(","))],
    seconds: number("seconds", values.seconds, 600),
    rounds: number("rounds", values.rounds, 100),
    connections: number("connections", values.connections, 1000),
    profile: values.profile,
    history: values.history === "0" ? 0 : number("history", values.history, 100_000_000),
  };
}

function number(name: string, text: string, most: number): number {
  const value = Number(text);
  if (!(value > 0 && value <= most)) throw new Error(`--${name} must be from 1 to ${most}, not "${text}".`);
  return value;
}
