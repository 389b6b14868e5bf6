import { Option, type Command } from "commander";
import type { StockArguments } from "../../cli/stock/options.js";
import { describe } from "../describe.js";
import { json } from "./values.js";

const FORMAT = () => new Option("--format <name>", "csv, tsv or ndjson; else the file's name tells it");
const DELIMITER = () => new Option("--delimiter <character>", "between the cells of CSV");

export function addStock(program: Command): void {
  const stock = program.command("stock").summary("items and counts in bulk: import, export");
  addImport(stock);
  addExport(stock);
  describe(stock, {
    does: "Items and counts in bulk, from and to files, beside a running service.",
    examples: [
      ["carry out every row of a file", "stock import stock.csv"],
      ["write every item to a file", "stock export stock.csv"],
    ],
    exits: { 0: "done", 1: "some rows failed", 2: "it could not run, or not to the end", 130: "interrupted" },
  });
}

function addImport(stock: Command): void {
  const command = stock
    .command("import")
    .summary("create, update and count items from a file")
    .argument("<file>", "read twice, so it cannot be a pipe")
    .option("--dry-run", "only check format and values, without a database")
    .option("--errors <file>", "write failed rows there, as NDJSON, not to standard error")
    .option("--again", "carry the file out once more, also what was done before")
    .option("--run <id>", "go on with a run of --again that was stopped")
    .addOption(FORMAT())
    .addOption(DELIMITER())
    .addOption(json("one object: the counts of rows"));
  describe(command, {
    does: "Carries out the rows of a file: unknown items are created, known ones updated, and what is on hand set to what was counted. Run again, it goes on where it was stopped.",
    examples: [
      ["check a file first", "stock import --dry-run stock.csv"],
      ["carry it out, and keep a list of what failed", "stock import stock.csv --errors failed.ndjson"],
    ],
    exits: { 0: "all rows are good", 1: "some failed", 2: "it could not run to the end", 130: "interrupted" },
  }).action((path: string, options: Omit<StockArguments, "verb" | "path">) =>
    carryOut({ ...options, verb: "import", path }),
  );
}

function addExport(stock: Command): void {
  const command = stock
    .command("export")
    .summary("write every item to a file")
    .argument("<file>", "- is standard output")
    .addOption(FORMAT())
    .addOption(DELIMITER())
    .addOption(json("one object: how many rows (to standard error when the rows go to standard output)"));
  describe(command, {
    does: "Writes a row for each item and warehouse. A file gets its name when it is whole.",
    examples: [
      ["as CSV", "stock export stock.csv"],
      ["into another program", "stock export - --format ndjson"],
    ],
    exits: { 0: "everything is written", 2: "it could not run to the end", 130: "interrupted" },
  }).action((path: string, options: Omit<StockArguments, "verb" | "path">) =>
    carryOut({ ...options, verb: "export", path }),
  );
}

async function carryOut(given: StockArguments): Promise<void> {
  const { stock } = await import("../stock.js");
  await stock(given);
}
