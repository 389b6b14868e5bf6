import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { say } from "./row.js";

interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

export interface Profile {
  readonly dir: string;
  /** After the service has ended: prints where its time went and removes the files. */
  report(): Promise<void>;
}

const SHOWN = 30;
/** What V8 calls time in which no JavaScript of ours ran. */
const RESTING = new Set(["(idle)", "(root)"]);

export async function openProfile(wanted: boolean, bench: string): Promise<Profile | undefined> {
  if (!wanted) return undefined;
  const dir = await mkdtemp(join(tmpdir(), "stockfeed-profile-"));
  return {
    dir,
    report: async () => {
      for (const file of await readdir(dir)) {
        const profile = JSON.parse(await readFile(join(dir, file), "utf8")) as CpuProfile;
        print(bench, profile);
      }
      await rm(dir, { recursive: true, force: true });
    },
  };
}

function print(bench: string, profile: CpuProfile): void {
  const functions = new Map<string, number>();
  const parts = new Map<string, number>();
  const nodes = new Map(profile.nodes.map((node) => [node.id, node.callFrame]));
  let busy = 0;
  profile.samples.forEach((id, index) => {
    const frame = nodes.get(id);
    const micros = profile.timeDeltas[index] ?? 0;
    if (!frame || RESTING.has(frame.functionName)) return;
    busy += micros;
    add(
      functions,
      `${frame.functionName || "(anonymous)"} ${place(frame.url)}:${frame.lineNumber + 1}`,
      micros,
    );
    add(parts, part(frame), micros);
  });
  say(`\n${bench}: self time, % of ${(busy / 1e6).toFixed(1)} s busy`);
  for (const [title, times] of [
    ["by part", parts],
    ["by function", functions],
  ] as const) {
    say(`-- ${title}`);
    for (const [name, micros] of [...times].sort((a, b) => b[1] - a[1]).slice(0, SHOWN))
      say(`${((100 * micros) / busy).toFixed(1).padStart(5)}  ${name}`);
  }
}

function add(times: Map<string, number>, name: string, micros: number): void {
  times.set(name, (times.get(name) ?? 0) + micros);
}

/** The package, our own room, or the runtime itself. */
function part({ url, functionName }: { url: string; functionName: string }): string {
  const pack = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
  if (pack) return pack;
  const room = /dist\/([^/]+)/.exec(url)?.[1];
  if (room) return `dist/${room}`;
  return url.startsWith("node:") ? "node" : functionName;
}

function place(url: string): string {
  return url.replace(/.*node_modules\//, "").replace(/.*\/dist\//, "dist/") || "native";
}
