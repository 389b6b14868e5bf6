import { readFile } from "node:fs/promises";

/** What jest wrote of one of its runs. */
export interface Results {
  readonly passed: number;
  /** A suite that could not even be loaded counts as one failure. */
  readonly failed: number;
  /** Paths of the suites in which something failed. */
  readonly failedSuites: readonly string[];
  /** Of the suites in which nothing did. */
  readonly passedElsewhere: number;
}

interface Written {
  numPassedTests: number;
  numFailedTests: number;
  numRuntimeErrorTestSuites: number;
  testResults: { name: string; status: "passed" | "failed"; assertionResults: { status: string }[] }[];
}

/** undefined when jest did not get as far as writing it. */
export async function readResults(outputFile: string): Promise<Results | undefined> {
  const text = await readFile(outputFile, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const written = JSON.parse(text) as Written;
  const failed = written.testResults.filter(({ status }) => status === "failed");
  const passedIn = ({ assertionResults }: Written["testResults"][number]) =>
    assertionResults.filter(({ status }) => status === "passed").length;
  return {
    passed: written.numPassedTests,
    failed: written.numFailedTests + written.numRuntimeErrorTestSuites,
    failedSuites: failed.map(({ name }) => name),
    passedElsewhere: written.numPassedTests - failed.reduce((sum, suite) => sum + passedIn(suite), 0),
  };
}
