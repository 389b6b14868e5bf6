import { expect, it } from "@jest/globals";
import { createPersistence } from "../../src/graphql/live/persistence.js";
import { createLogger } from "../../src/lib/logger.js";

it("when thousands ask for what cannot be read, then each gets its answer in the end, and the log has it once", async () => {
  const lines: string[] = [];
  const logger = createLogger("warn", { write: (line) => void lines.push(line) });
  const persist = createPersistence(logger, new AbortController().signal);
  let [away, asked] = [true, 0];
  const ask = async () => {
    asked += 1;
    if (asked === 2_000) queueMicrotask(() => (away = false));
    if (away) throw new Error("The feed is away");
    return "answer";
  };
  const answers = await Promise.all(Array.from({ length: 2_000 }, () => persist(ask, () => true)));
  expect(new Set(answers)).toEqual(new Set(["answer"]));
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.length).toBeLessThan(10);
});
