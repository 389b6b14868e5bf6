import cliProgress from "cli-progress";

export interface Progress {
  update(done: number): void;
  stop(): void;
}

const LINE_EVERY_MS = 5_000;

/**
 * A bar on a terminal, else a line every few seconds; on standard error, which is nobody's data.
 * `unit`: what is counted, e.g. "rows".
 */
export function showProgress(unit: string, total: number): Progress {
  const bar = new cliProgress.SingleBar({
    format: `{bar} {percentage}% | {value} of {total} ${unit} | {duration_formatted}, about {eta_formatted} left`,
    stream: process.stderr,
    noTTYOutput: true,
    notTTYSchedule: LINE_EVERY_MS,
    // Over a minute or so: a bar's own default looks back over moments.
    etaBuffer: 100,
    gracefulExit: false,
    hideCursor: true,
  });
  bar.start(total, 0);
  return { update: (done) => bar.update(done), stop: () => bar.stop() };
}
