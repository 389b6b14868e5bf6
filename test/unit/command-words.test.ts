import { describe, expect, it } from "@jest/globals";
import { CommanderError, type Command } from "commander";
import { createProgram } from "../../src/commands/program.js";

/** Every command by its path, e.g. "events tail"; "" is the program. */
function everyCommand(): Map<string, Command> {
  const found = new Map<string, Command>();
  const walk = (command: Command, path: readonly string[]) => {
    found.set(path.join(" "), command);
    for (const each of command.commands) walk(each, [...path, each.name()]);
  };
  walk(createProgram(), []);
  return found;
}

/** What it would print, and how it would end, if it did nothing but read its words. */
async function read(words: readonly string[]) {
  const commands = everyCommand();
  const said = { out: "", err: "" };
  for (const command of commands.values()) {
    command.configureOutput({
      writeOut: (text) => (said.out += text),
      writeErr: (text) => (said.err += text),
    });
    if (command.commands.length === 0) command.action(() => undefined);
  }
  const program = commands.get("") as Command;
  const ended = await program.parseAsync([...words], { from: "user" }).then(
    () => null,
    (error: Error) => error,
  );
  if (ended !== null && !(ended instanceof CommanderError)) throw ended;
  return { ...said, exitCode: ended?.exitCode ?? 0, code: ended?.code ?? null };
}

const PATHS = [...everyCommand().keys()];
const wordsOf = (path: string) => path.split(" ").filter((word) => word !== "");

describe("the help of each command", () => {
  it.each(PATHS)(
    "when `%s` is asked for help, then it is told with examples and exit codes",
    async (path) => {
      const { out, err, exitCode } = await read([...wordsOf(path), "--help"]);
      expect([exitCode, err]).toEqual([0, ""]);
      expect(out).toMatch(/^Usage:\n/);
      expect(out).toContain(`npx ${["stockfeed", ...wordsOf(path)].join(" ")}`);
      for (const part of ["\nExamples:\n  # ", "\nExit codes:\n    0  "]) expect(out).toContain(part);
      // Nothing is without a word about it.
      const own = everyCommand().get(path) as Command;
      for (const { description } of [...own.options, ...own.registeredArguments])
        expect(description).not.toBe("");
      for (const each of own.commands) expect(each.summary()).not.toBe("");
    },
  );

  it.each(PATHS)("when an example of `%s` is typed, then it is understood", async (path) => {
    const { out } = await read([...wordsOf(path), "--help"]);
    const examples = [...out.matchAll(/^ {2}# .*\n {2}npx stockfeed (.*)$/gm)].map(
      ([, words]) => words as string,
    );
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      const [typed = ""] = example.split(" | ");
      const words = [...typed.matchAll(/'([^']*)'|\S+/g)].map(([word, quoted]) => quoted ?? word);
      expect([example, await read(words)]).toEqual([
        example,
        expect.objectContaining({ exitCode: 0, err: "" }),
      ]);
    }
  });
});

describe("words that are wrong", () => {
  it.each([
    [["veryfy"], "unknown command 'veryfy'\n(Did you mean verify?)"],
    [["events", "tial"], "unknown command 'tial'\n(Did you mean tail?)"],
    [["verify", "--repiar"], "unknown option '--repiar'\n(Did you mean --repair?)"],
    [
      ["events", "tail", "--after", "soon"],
      "'--after <position>' argument 'soon' is invalid. It must be a whole number, 0 or more.",
    ],
    [["events", "tail", "--limit", "0"], "It must be a whole number, 1 or more."],
    [["events", "replay", "q", "--since", "2026-11-20"], "It must be a moment with its time zone"],
    [["events", "replay", "q", "--types", "A,,B"], "without empty ones"],
    [["events", "replay"], "missing required argument 'queue'"],
    [["events", "failed", "--retry", "a", "--resolve", "b"], "cannot be used with option"],
    [["events", "dead", "--redrive-all", "--discard", "b"], "cannot be used with option"],
    [["stock", "import"], "missing required argument 'file'"],
    [["migrate", "now"], "too many arguments"],
  ])("when they are %j, then what is wrong is named, with the usage", async (words, said) => {
    const { out, err, exitCode } = await read(words);
    expect([out, exitCode]).toEqual(["", 1]);
    expect(err).toContain(said);
    expect(err).toMatch(/\nUsage:\n {2}np(x stockfeed|m run -s) /);
  });

  it.each([[[]], [["events"]], [["stock"]]])(
    "when there are only %j, then the help is told as a fault",
    async (words) => {
      const { out, err, exitCode } = await read(words);
      expect([out, exitCode]).toEqual(["", 1]);
      expect(err).toContain("\nCommands:\n");
    },
  );
});
