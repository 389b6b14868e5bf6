import { execFileSync, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { SERVICES, TOOLS } from "./provision.js";
import type { Need } from "./service.js";

export interface Suite {
  path: string;
  needs: Need[];
}

const JEST = [
  "--experimental-vm-modules",
  "--disable-warning=ExperimentalWarning",
  createRequire(import.meta.url).resolve("jest/bin/jest"),
];

/** The suites that jest would run with these arguments, and what each says that it needs. */
export async function selectSuites(args: string[]): Promise<Suite[]> {
  const listed = execFileSync(process.execPath, [...JEST, "--listTests", "--json", ...args], {
    encoding: "utf8",
  });
  const paths = JSON.parse(listed.slice(listed.indexOf("["))) as string[];
  return Promise.all(
    paths.map(async (path) => ({ path, needs: needsOf(await readFile(path, "utf8"), path) })),
  );
}

const KNOWN = { ...SERVICES, ...TOOLS };

function needsOf(source: string, path: string): Need[] {
  const named =
    /^\s*\/\*\*[^]*?@needs ([^*\n]*)/
      .exec(source)?.[1]
      ?.trim()
      .split(/[\s,]+/) ?? [];
  const unknown = named.find((name) => !(name in KNOWN));
  if (unknown !== undefined)
    throw new Error(`${path} needs "${unknown}"; known: ${Object.keys(KNOWN).join(" ")}`);
  return named as Need[];
}

export interface JestRun {
  args: string[];
  env: NodeJS.ProcessEnv;
}

/** Jest's own exit code. */
export function runJest({ args, env }: JestRun): Promise<number> {
  const jest = spawn(process.execPath, [...JEST, ...args], { env, stdio: "inherit" });
  // Ctrl-C reaches jest by itself; we stay to clean up after it.
  process.on("SIGINT", () => undefined);
  process.on("SIGTERM", () => jest.kill("SIGTERM"));
  return new Promise((resolve, reject) => {
    jest.once("error", reject);
    jest.once("exit", (code) => resolve(code ?? 1));
  });
}
