import type { Command } from "commander";
import { describe } from "../describe.js";
import { json } from "./values.js";

export function addMigrate(program: Command): void {
  const migrate = program
    .command("migrate")
    .summary("bring the database up to date")
    .option("--check", "change nothing; say what would be applied")
    .addOption(json("one object: applied, or with --check pending, each a list of names"));
  describe(migrate, {
    does: "Applies the migrations that the database (DATABASE_URL) lacks and names them. The service does the same when it starts; here a deployment can do it before, and as another database user. Several at once wait for each other.",
    examples: [
      ["before a new version is started", "migrate"],
      ["whether there is something to do", "migrate --check"],
    ],
    exits: { 0: "the database is up to date", 1: "with --check: it is not", 2: "it could not be migrated" },
  }).action(async (options: { check?: true; json?: true }) => {
    const { migrate } = await import("../migrate.js");
    await migrate({ check: options.check ?? false, json: options.json ?? false });
  });
}
