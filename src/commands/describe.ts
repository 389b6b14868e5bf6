import { Help, type Command } from "commander";

interface Description {
  /** In whole sentences. */
  readonly does: string;
  /** What for, and the words behind `npx stockfeed`. */
  readonly examples: readonly (readonly [what: string, words: string])[];
  /** What its exit codes tell scripts. */
  readonly exits: Readonly<Record<number, string>>;
}

/** Those that have a script in package.json, too. */
const SCRIPTS: ReadonlySet<string> = new Set(["stock", "token", "verify"]);

/** Says what the command is for, in its help; to be called when it has its arguments and options. */
export function describe(command: Command, { does, examples, exits }: Description): Command {
  const usage = usageOf(command);
  const shown = examples.map(([what, words]) => `  # ${what}\n  npx stockfeed ${words}`);
  const codes = Object.entries(exits).map(([code, means]) => `  ${code.padStart(3)}  ${means}`);
  return command
    .description(does)
    .configureHelp({
      formatHelp: (of, helper) =>
        Help.prototype.formatHelp.call(helper, of, helper).replace(/^Usage: .*\n/, `${usage}\n`),
    })
    .addHelpText("after", `\nExamples:\n${shown.join("\n")}\n\nExit codes:\n${codes.join("\n")}`)
    .showHelpAfterError(`${usage}\nMore is told by --help.`);
}

/** The ways to type it. */
function usageOf(command: Command): string {
  const names: string[] = [];
  for (let each: Command | null = command; each; each = each.parent) names.unshift(each.name());
  const [program, ...path] = names as [string, ...string[]];
  const [first = "", ...rest] = path;
  const words = [...rest, command.usage()].join(" ");
  const script = SCRIPTS.has(first) ? [`  npm run -s ${first} -- ${words}`] : [];
  return ["Usage:", ...script, `  npx ${[program, ...path, command.usage()].join(" ")}`].join("\n");
}
