import { parseArgs } from "node:util";
import { formatOf, type Format } from "./formats.js";

export const USAGE = `Usage:
  npm run stock -- import FILE [--dry-run] [--errors FILE] [--again | --run ID] [--json]
  npm run stock -- export FILE [--json]      (- is standard output)
An import needs a file, and no pipe: it is read twice.
Both take --format csv|tsv|ndjson, if the name of the file does not tell, and --delimiter for CSV.`;

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

/** @returns undefined: help is asked for. @throws Error that tells how the command is used. */
export function readOptions(args: readonly string[]): StockOptions | undefined {
  const { values, positionals } = parse(args);
  if (values.help) return undefined;
  const [verb, path, ...rest] = positionals;
  if ((verb !== "import" && verb !== "export") || path === undefined || rest.length > 0) {
    throw new Error(USAGE);
  }
  if (verb === "import" && path === "-") {
    throw new Error("An import needs a file: it is read twice, which standard input cannot be.");
  }
  if (verb === "export" && (values["dry-run"] || values.errors || values.again || values.run)) {
    throw new Error(`An export takes --format, --delimiter and --json alone.\n${USAGE}`);
  }
  const { format, delimiter, errors, run, again = false, json = false } = values;
  if (again && run !== undefined)
    throw new Error("--again begins a new run, --run goes on with one: say one of them.");
  if (run !== undefined && !/^[\w-]{1,32}$/.test(run))
    throw new Error("--run takes the id of a run that was stopped.");
  return {
    verb,
    path,
    format: formatOf(path, { ...(format && { format }), ...(delimiter && { delimiter }) }),
    dryRun: values["dry-run"] ?? false,
    errors,
    run,
    again,
    json,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        format: { type: "string" },
        delimiter: { type: "string" },
        errors: { type: "string" },
        run: { type: "string" },
        again: { type: "boolean" },
        "dry-run": { type: "boolean" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${USAGE}`, { cause: error });
  }
}
