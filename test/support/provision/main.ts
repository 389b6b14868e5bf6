import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { buildFor } from "./build.js";
import { claimRun } from "./leftovers.js";
import { provision, SERVICES } from "./provision.js";
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
  const outputFile = join(scratch, "results.json");
  const skipped = notRun.flatMap(({ path }) => [
    "--passWithNoTests",
    "--testPathIgnorePatterns",
    escapeRegExp(path),
  ]);
  try {
    const code = await runJest({ args: [...args, ...skipped, "--json", "--outputFile", outputFile], env });
    for (const { path, needs } of notRun) {
      console.log(`NOT RUN ${relative(process.cwd(), path)} (needs ${needs.join(", ")})`);
    }
    console.log(await countLine(outputFile));
    return code;
  } finally {
    await rm(scratch, { recursive: true });
  }
}

/** A suite that could not even be loaded counts as one failure. */
async function countLine(outputFile: string): Promise<string> {
  const results = await readFile(outputFile, "utf8").catch(() => undefined);
  if (results === undefined) return "0 passed, 1 failed";
  const counts = JSON.parse(results) as Record<
    "numPassedTests" | "numFailedTests" | "numRuntimeErrorTestSuites",
    number
  >;
  return `${counts.numPassedTests} passed, ${counts.numFailedTests + counts.numRuntimeErrorTestSuites} failed`;
}

function isAllowedMissing(servers: ReadonlyMap<Need, unknown>) {
  const allowed = (process.env["ALLOW_MISSING"] ?? "").split(",").map((name) => name.trim());
  return ({ needs }: Suite) => needs.every((name) => servers.has(name) || allowed.includes(name));
}

function withoutPassword(url: string): string {
  return url.replace(/:[^:@/]*@/, "@");
}

const escapeRegExp = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
