import { formatOf, type Format } from "./formats.js";

/** As they were typed. */
export interface StockArguments {
  readonly verb: "import" | "export";
  readonly path: string;
  readonly format?: string;
  readonly delimiter?: string;
  readonly errors?: string;
  readonly run?: string;
  readonly again?: true;
  readonly dryRun?: true;
  readonly json?: true;
}

export interface StockOptions {
  readonly verb: "import" | "export";
  readonly path: string;
  readonly format: Format;
  readonly dryRun: boolean;
  /** Where failed rows are written; undefined: to standard error. */
  readonly errors: string | undefined;
  /** Names a run that applies a file once more; undefined: the one run of the file. */
  readonly run: string | undefined;
  readonly again: boolean;
  readonly json: boolean;
}

/** @throws Error that says which argument is wrong, or contradicts another. */
export function readOptions(given: StockArguments): StockOptions {
  const { verb, path, format, delimiter, errors, run, again = false, dryRun = false, json = false } = given;
  if (verb === "import" && path === "-") {
    throw new Error("An import needs a file: it is read twice, which standard input cannot be.");
  }
  if (again && run !== undefined)
    throw new Error("--again begins a new run, --run goes on with one: say one of them.");
  if (run !== undefined && !/^[\w-]{1,32}$/.test(run))
    throw new Error("--run takes the id of a run that was stopped.");
  const words = { ...(format && { format }), ...(delimiter && { delimiter }) };
  return { verb, path, format: formatOf(path, words), dryRun, errors, run, again, json };
}
