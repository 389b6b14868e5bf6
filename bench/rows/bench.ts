import type { Options } from "../options.js";
import type { Emit } from "../report/row.js";

export interface BenchContext {
  readonly options: Options;
  readonly emit: Emit;
  /** Aborted by Ctrl-C: every bench ends and gives back what it opened. */
  readonly signal: AbortSignal;
}

/** Opens what it needs, emits its rows, gives everything back. */
export type Bench = (context: BenchContext) => Promise<void>;
