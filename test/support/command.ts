import { spawn } from "node:child_process";
import { once } from "node:events";
import { endWithUs } from "./end-with-us.js";

export interface EndedCommand {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCommand {
  /** As far as they have come. */
  stdout(): string;
  stderr(): string;
  kill(signal: NodeJS.Signals): void;
  /** As `head` does, when it has seen enough. */
  stopReading(): void;
  readonly ended: Promise<EndedCommand>;
}

interface CommandOptions {
  /** Before the words of the command; by default node and what is built. */
  readonly program?: readonly [string, ...string[]];
  readonly cwd?: string;
}

/** `npx stockfeed ...` as a process, without npx between; the environment is what is given, and the PATH. */
export function startCommand(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  { program = [process.execPath, "dist/command.js"], cwd }: CommandOptions = {},
): RunningCommand {
  const [file, ...first] = program;
  const child = spawn(file, [...first, ...words], {
    env: { PATH: process.env["PATH"], ...environment },
    stdio: ["ignore", "pipe", "pipe"],
    ...(cwd !== undefined && { cwd }),
  });
  endWithUs(child);
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (bytes: Buffer) => (output.stdout += String(bytes)));
  child.stderr.on("data", (bytes: Buffer) => (output.stderr += String(bytes)));
  const ended = once(child, "close").then(([exitCode]) => ({
    exitCode: exitCode as number | null,
    ...output,
  }));
  return {
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    kill: (signal) => void child.kill(signal),
    stopReading: () => void child.stdout.destroy(),
    ended,
  };
}

export const runCommand = (...args: Parameters<typeof startCommand>): Promise<EndedCommand> =>
  startCommand(...args).ended;

/** Of what `--json` prints: an object a line, and nothing else. */
export const jsonLines = (stdout: string): Record<string, unknown>[] =>
  stdout
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
