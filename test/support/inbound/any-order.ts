import type { BatchState } from "../../../src/domain/batch-state.js";
import type { Command } from "../../../src/domain/commands.js";
import { decide } from "../../../src/domain/decide.js";
import { context } from "../stock.js";

/** As the inbox and the queues for later do: what was carried out comes to nothing, what was refused comes again. */
export function deliver(state: BatchState, messages: readonly Command[]): string[] {
  const done = new Set<Command>();
  let waiting = messages;
  for (let refused: string[] = []; ; refused = []) {
    const again = waiting.filter((message) => {
      if (done.has(message)) return false;
      const { changes, result } = decide(state, message, context());
      state.apply(changes);
      if (result.ok) done.add(message);
      else refused.push(...result.refusals.map(({ code }) => code));
      return !result.ok;
    });
    if (again.length === 0 || again.length === waiting.length) return refused;
    waiting = again;
  }
}

export function permutations<T>(all: readonly T[]): T[][] {
  if (all.length === 0) return [[]];
  return all.flatMap((first, index) =>
    permutations(all.filter((_, other) => other !== index)).map((rest) => [first, ...rest]),
  );
}
