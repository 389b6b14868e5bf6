import { readFileSync } from "node:fs";
import { Command } from "commander";
import { describe } from "./describe.js";
import { addEvents } from "./syntax/events.js";
import { addMigrate } from "./syntax/migrate.js";
import { addReconcile } from "./syntax/reconcile.js";
import { addServe } from "./syntax/serve.js";
import { addStock } from "./syntax/stock.js";
import { addToken } from "./syntax/token.js";
import { addVerify } from "./syntax/verify.js";

/**
 * Every command with its words and its help. What carries it out is loaded when it is asked for,
 * so that help is there at once.
 */
export function createProgram(): Command {
  const program = new Command("stockfeed");
  // Before the commands are added, which take it over.
  program.exitOverride().helpOption("-h, --help", "print this help");
  program.version(version(), "-V, --version", "print the version");
  for (const add of [addServe, addMigrate, addToken, addStock, addVerify, addReconcile, addEvents])
    add(program);
  return describe(program, {
    does: "The inventory service and the commands beside it. They take the service's own environment: DATABASE_URL, or the embedded database (DATA_DIR) of a service that runs.",
    examples: [
      ["start the service", "serve"],
      ["see whether all numbers agree", "verify"],
      ["watch events as they are made", "events tail --follow"],
      ["how a command is used", "events tail --help"],
    ],
    exits: {
      0: "done",
      1: "the answer is no: differences, refused rows, what is not there",
      2: "it could not run, or was not used as it must be",
      130: "interrupted",
      141: "whoever read its output went away",
    },
  });
}

function version(): string {
  const manifest = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}
