import { stock } from "./commands/stock.js";
import { token } from "./commands/token.js";
import { verify } from "./commands/verify.js";

/** Commands beside a running service, each composed by its own file; they write their own output. */
const COMMANDS: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = {
  stock,
  token,
  verify,
};

async function main([name = "", ...args]: readonly string[]): Promise<void> {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    throw new Error(`There is no command "${name}"; known are ${Object.keys(COMMANDS).join(", ")}.`);
  }
  await command(args);
}

/** What a shell tells of a program that SIGPIPE ended. */
const READER_GONE = 141;

// Whoever reads our output may have seen enough, as `head` has: that is no fault to tell of.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(READER_GONE);
  process.stderr.write(`Standard output cannot be written: ${error.message}\n`);
  process.exit(2);
});

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode ||= 1;
});
