import type { PlanLine, WarehouseStrategy } from "./strategy.js";

/**
 * A strategy that somebody else wrote: it is handed copies, and what it answers is checked.
 *
 * @throws TypeError at a plan, when the answer is not a list of warehouse ids for each line.
 */
export function guardStrategy(
  strategy: (lines: readonly PlanLine[]) => unknown,
  name: string,
): WarehouseStrategy {
  const wrong = (why: string, cause?: unknown) =>
    new TypeError(`The warehouse strategy ${name} ${why}.`, { cause });
  return (lines) => {
    let answer: unknown;
    try {
      answer = strategy(structuredClone(lines));
    } catch (cause) {
      throw wrong(`threw: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
    }
    if (answer instanceof Promise) {
      // It may fail later, when nobody would be there to hear of it.
      answer.catch(() => undefined);
      throw wrong("answered with a promise; it must answer at once");
    }
    if (!isRankings(answer)) throw wrong("must answer with a list of warehouse ids for each line");
    if (answer.length !== lines.length) {
      throw wrong(`answered with ${answer.length} lists for ${lines.length} lines`);
    }
    return answer;
  };
}

function isRankings(answer: unknown): answer is string[][] {
  return (
    Array.isArray(answer) &&
    answer.every((ids: unknown) => Array.isArray(ids) && ids.every((id) => typeof id === "string"))
  );
}
