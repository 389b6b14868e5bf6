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

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode ||= 1;
});
