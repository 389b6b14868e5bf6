// Known advisories on what the service runs with.
import { spawnSync } from "node:child_process";

/**
 * @returns what is wrong, and why it could not be asked, if so: a network without the registry's
 * advisories is no fault of the code.
 */
export function advisories(accepted) {
  const { stdout, error } = spawnSync("npm", ["audit", "--omit=dev", "--json"], {
    encoding: "utf8",
    timeout: 60_000,
    maxBuffer: 64 * 1_048_576,
    shell: process.platform === "win32",
  });
  const answer = parsed(stdout);
  if (answer?.vulnerabilities === undefined) {
    return { faults: [], notRun: error?.message ?? reasonOf(answer) };
  }
  return { faults: faultsOf(answer.vulnerabilities, accepted), notRun: null };
}

export function faultsOf(vulnerabilities, accepted) {
  const via = Object.values(vulnerabilities).flatMap((each) => each.via);
  const found = new Map(via.filter((each) => typeof each === "object").map((each) => [idOf(each), each]));
  const open = [...found].filter(([id]) => accepted[id]?.reason === undefined);
  const gone = Object.keys(accepted).filter((id) => !found.has(id));
  return [
    ...open.map(([id, { name, severity, title }]) => `${name}: ${severity}: ${title} (${id})`),
    ...gone.map((id) => `${id}: accepted, but nobody is warned of it any more.`),
  ];
}

function idOf({ url, source }) {
  return url?.split("/").at(-1) ?? String(source);
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Without the address it was asked of. */
function reasonOf(answer) {
  const summary = String(answer?.message ?? answer?.error?.summary ?? "no answer");
  return summary.replace(/ - .*/s, "");
}
