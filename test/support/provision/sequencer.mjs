// In which order jest takes the suites. On a fresh checkout jest knows no times and goes by the size of
// the files: then the longest suite may begin last, and one worker waits for it alone.
import { readFileSync } from "node:fs";
import { relative } from "node:path";

/** Seconds of the suites that take long; what is not here takes what its folder's others do. */
const MEASURED = JSON.parse(readFileSync(new URL("seconds.json", import.meta.url), "utf8"));
const USUAL = { e2e: 8, integration: 4, contract: 4, unit: 1 };

const nameOf = ({ path, context }) => relative(`${context.config.rootDir}/test`, path).replaceAll("\\", "/");
const folderOf = (test) => nameOf(test).split("/")[0];
const secondsOf = (test) => MEASURED[nameOf(test)] ?? USUAL[folderOf(test)] ?? USUAL.integration;

export default class Sequencer {
  /**
   * Two lanes, each with its longest suite first: suites of whole processes, and all others. The workers
   * are then seldom all at what starts most processes, and the end of the run are its shortest suites.
   */
  sort(tests) {
    const longestFirst = [...tests].sort(
      (a, b) => secondsOf(b) - secondsOf(a) || (nameOf(a) < nameOf(b) ? -1 : 1),
    );
    const lanes = [
      { seconds: 0, suites: longestFirst.filter((test) => folderOf(test) === "e2e") },
      { seconds: 0, suites: longestFirst.filter((test) => folderOf(test) !== "e2e") },
    ];
    const order = [];
    while (order.length < tests.length) {
      const open = lanes.filter(({ suites }) => suites.length > 0);
      const lane = open.reduce((least, each) => (each.seconds < least.seconds ? each : least));
      const next = lane.suites.shift();
      lane.seconds += secondsOf(next);
      order.push(next);
    }
    return order;
  }

  /** Every so-and-so-many-th suite, so that each part has its share of the long ones. */
  shard(tests, { shardIndex, shardCount }) {
    return this.sort(tests).filter((_, index) => index % shardCount === shardIndex - 1);
  }

  /** Nothing is remembered from one run to the next: every run is in the same order. */
  allFailedTests() {
    return [];
  }
  cacheResults() {}
}
