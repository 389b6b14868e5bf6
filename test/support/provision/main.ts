import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { buildFor } from "./build.js";
import { claimRun } from "./leftovers.js";
import { provision, SERVICES } from "./provision.js";
import { readResults, type Results } from "./results.js";
import type { Need } from "./service.js";
import { runJest, selectSuites, type Suite } from "./suites.js";

const VARIABLES: Record<Need, string> = {
  postgres: "TEST_DATABASE_URL",
  redis: "TEST_REDIS_URL",
  rabbitmq: "TEST_AMQP_URL",
  promtool: "TEST_PROMTOOL",
  rabbitmqctl: "TEST_RABBITMQCTL",
  chromium: "TEST_CHROMIUM",
};

/** The whole of `npm test`: servers, jest, one plain last line. Answers the exit code. */
export async function testMain(args: string[]): Promise<number> {
  const runId = `${Date.now().toString(36)}${randomBytes(3).toString("hex")}`;
  const suites = await selectSuites(args);
  buildFor(suites);
  const { servers, close } = await provision(new Set(suites.flatMap(({ needs }) => needs)), runId);
  const lacks = ({ needs }: Suite) => needs.some((name) => !servers.has(name));
  for (const [name, { url, from }] of servers) console.log(`${name}: ${withoutPassword(url)} (${from})`);
  const database = servers.get("postgres");
  let release: (() => Promise<void>) | undefined;
  try {
    release = database && (await claimRun(database.url, runId));
    const env: NodeJS.ProcessEnv = { ...process.env, TEST_RUN_ID: runId };
    // A test that starts the service must say what it gives it.
    for (const { variable } of Object.values(SERVICES)) delete env[variable];
    for (const [name, { url }] of servers) env[VARIABLES[name]] = url;
    const notRun = suites.filter(lacks);
    const code = await runSuites(args, env, notRun);
    return code === 0 && notRun.every(isAllowedMissing(servers)) ? 0 : code || 1;
  } finally {
    await release?.();
    await close();
  }
}

async function runSuites(args: string[], env: NodeJS.ProcessEnv, notRun: Suite[]): Promise<number> {
  const scratch = await mkdtemp(join(tmpdir(), "stockfeed-test-"));
  const skipped = notRun.flatMap(({ path }) => [
    "--passWithNoTests",
    "--testPathIgnorePatterns",
    escapeRegExp(path),
  ]);
  const run = async (name: string, jestArgs: string[]) => {
    const outputFile = join(scratch, name);
    const code = await runJest({ args: [...jestArgs, "--json", "--outputFile", outputFile], env });
    return { code, results: await readResults(outputFile) };
  };
  try {
    let { code, results } = await run("results.json", [...args, ...skipped]);
    const unsteady: string[] = [];
    if (code !== 0 && results !== undefined && mayTryAgain(results)) {
      const paths = results.failedSuites;
      console.log(`Once more, alone: ${paths.map(named).join(", ")}`);
      const again = await run("again.json", ["--runInBand", "--runTestsByPath", ...paths]);
      if (again.code === 0) unsteady.push(...paths);
      code = again.code;
      results = again.results && {
        ...again.results,
        passed: results.passedElsewhere + again.results.passed,
      };
    }
    for (const { path, needs } of notRun) console.log(`NOT RUN ${named(path)} (needs ${needs.join(", ")})`);
    for (const path of unsteady) console.log(`UNSTEADY ${named(path)} (failed among others, passed alone)`);
    console.log(`${results?.passed ?? 0} passed, ${results?.failed ?? 1} failed`);
    return code;
  } finally {
    await rm(scratch, { recursive: true });
  }
}

/**
 * On a CI machine that somebody else keeps busy, a suite with a fault of its own fails twice. One that does not is
 * told by name, as a defect to be mended; and where many fail, it is not the machine.
 */
const mayTryAgain = ({ failedSuites }: Results) =>
  Boolean(process.env["CI"]) && failedSuites.length > 0 && failedSuites.length <= 4;

const named = (path: string) => relative(process.cwd(), path);

function isAllowedMissing(servers: ReadonlyMap<Need, unknown>) {
  const allowed = (process.env["ALLOW_MISSING"] ?? "").split(",").map((name) => name.trim());
  return ({ needs }: Suite) => needs.every((name) => servers.has(name) || allowed.includes(name));
}

function withoutPassword(url: string): string {
  return url.replace(/:[^:@/]*@/, "@");
}

const escapeRegExp = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
