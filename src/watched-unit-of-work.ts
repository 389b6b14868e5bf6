import type { Command } from "./domain/commands.js";
import type { Result } from "./domain/decision.js";
import { Failure } from "./domain/failure.js";
import type { RefusalCode } from "./domain/refusal.js";
import type { CommandObserver } from "./http/instruments/commands.js";
import type { Logger } from "./lib/logger.js";
import type { Submission, UnitOfWork } from "./ports/unit-of-work.js";

interface Watch {
  readonly observer: CommandObserver;
  readonly logger: Logger;
}

/** Counts and logs the commands that were not carried out; what they answer stays what it is. */
export function watchUnitOfWork(unitOfWork: UnitOfWork, { observer, logger }: Watch): UnitOfWork {
  const context = ({ kind }: Command, { subject, correlationId, traceParent }: Submission) => ({
    ...{ operation: kind, subject, correlationId },
    ...(traceParent === null ? {} : { traceParent }),
  });

  function refused(command: Command, submission: Submission, result: Result<unknown>): void {
    if (result.ok) return;
    const [first] = result.refusals;
    if (first && isWant(command, first.code)) observer.updateFailed(first.code);
    logger.debug({ ...context(command, submission), refusal: first?.code }, "a command was refused");
  }

  function failed(command: Command, submission: Submission, error: unknown): void {
    const code = error instanceof Failure ? error.code : "INTERNAL";
    observer.updateFailed(code);
    const line = { ...context(command, submission), code };
    if (error instanceof Failure) logger.warn({ ...line, reason: error.message }, "a command failed");
    // Whoever asked for it logs the defect itself, with its stack.
    else logger.error({ ...line, reason: String(error) }, "a command failed");
  }

  return {
    async execute(command, submission) {
      try {
        const result = await unitOfWork.execute(command, submission);
        refused(command, submission, result);
        return result;
      } catch (error) {
        failed(command, submission, error);
        throw error;
      }
    },
  };
}

/** Stock was wanting; other refusals are the caller's own matter. */
function isWant({ kind }: Command, code: RefusalCode): boolean {
  if (code === "INSUFFICIENT_STOCK") return true;
  // The other reasons for which a reservation fails.
  return kind === "reserve" && (code === "NOT_FOUND" || code === "DISCONTINUED");
}
