import { spawn } from "node:child_process";
import { once } from "node:events";

export interface CommandRun {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The most memory it ever had, in MiB. */
  readonly peakMiB: number;
}

export interface StartedCommand {
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<CommandRun>;
}

const TELL_PEAK = `data:text/javascript,${encodeURIComponent(
  "process.on('exit', () => process.send?.(process.resourceUsage().maxRSS))",
)}`;

/** As the script in package.json has it. */
const NODE_OPTIONS = ["--max-semi-space-size=16", "--max-old-space-size=192"];

/** `npm run stock -- ...` as a process, without npm between. */
export function startStock(args: readonly string[], environment: Record<string, string>): StartedCommand {
  const child = spawn(
    process.execPath,
    [...NODE_OPTIONS, "--import", TELL_PEAK, "dist/command.js", "stock", ...args],
    {
      env: { PATH: process.env["PATH"], ...environment },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    },
  );
  const output = { stdout: "", stderr: "" };
  let peakMiB = 0;
  child.stdout?.on("data", (bytes: Buffer) => (output.stdout += String(bytes)));
  child.stderr?.on("data", (bytes: Buffer) => (output.stderr += String(bytes)));
  child.on("message", (kibibytes) => (peakMiB = Number(kibibytes) / 1_024));
  const ended = once(child, "close").then(([exitCode]) => ({
    exitCode: exitCode as number | null,
    ...output,
    peakMiB,
  }));
  return { kill: (signal) => void child.kill(signal), ended };
}

export function runStock(args: readonly string[], environment: Record<string, string>): Promise<CommandRun> {
  return startStock(args, environment).ended;
}
