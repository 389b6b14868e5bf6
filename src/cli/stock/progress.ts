import cliProgress from "cli-progress";

export interface Progress {
  update(done: number): void;
  stop(): void;
}

const LINE_EVERY_MS = 5_000;

/**
 * On standard error, which is nobody's data: a bar on a terminal, else a line every few seconds of
 * what takes so long. `unit`: what is counted, e.g. "rows".
 */
export function showProgress(unit: string, total: number): Progress {
  return process.stderr.isTTY ? bar(unit, total) : lines(unit, total);
}

function bar(unit: string, total: number): Progress {
  const shown = new cliProgress.SingleBar({
    format: `{bar} {percentage}% | {value} of {total} ${unit} | {duration_formatted}, about {eta_formatted} left`,
    stream: process.stderr,
    // Over a minute or so: a bar's own default looks back over moments.
    etaBuffer: 100,
    gracefulExit: false,
    hideCursor: true,
  });
  shown.start(total, 0);
  return { update: (done) => shown.update(done), stop: () => shown.stop() };
}

function lines(unit: string, total: number): Progress {
  let next = performance.now() + LINE_EVERY_MS;
  return {
    update(done) {
      if (performance.now() < next) return;
      next = performance.now() + LINE_EVERY_MS;
      process.stderr.write(`${done} of ${total} ${unit}\n`);
    },
    stop: () => undefined,
  };
}
