import { readOptions } from "./options.js";
import { emitRow, say } from "./report/row.js";
import { benchesNamed } from "./rows/table.js";

/** Ctrl-C once: the running bench gives back what it opened. Twice: at once, leaving it. */
function untilInterrupted(): AbortSignal {
  const abort = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (abort.signal.aborted) process.exit(130);
      say("Ending after this round, cleaning up ...");
      abort.abort(new Error("Interrupted."));
    });
  }
  return abort.signal;
}

try {
  const options = readOptions(process.argv.slice(2));
  const signal = untilInterrupted();
  for (const [name, bench] of benchesNamed(options.names)) {
    signal.throwIfAborted();
    say(`== ${name}`);
    await bench({ options, emit: emitRow, signal });
  }
} catch (error) {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 1;
}
