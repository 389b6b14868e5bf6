import type { Command } from "./domain/commands.js";
import type { Result } from "./domain/decision.js";
import { accessOf } from "./domain/access.js";
import { Failure } from "./domain/failure.js";
import type { RefusalCode } from "./domain/refusal.js";
import type { CommandObserver } from "./http/instruments/commands.js";
import type { Logger } from "./lib/logger.js";
import type { AuditLog } from "./ports/audit-log.js";
import type { Submission, UnitOfWork } from "./ports/unit-of-work.js";

interface Watch {
  readonly observer: CommandObserver;
  readonly audit: AuditLog;
  readonly logger: Logger;
}

/** Counts and logs the commands that were not carried out, and tells the audit of all; what they answer stays what it is. */
export function watchUnitOfWork(unitOfWork: UnitOfWork, { observer, audit, logger }: Watch): UnitOfWork {
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

  function audited(command: Command, submission: Submission, outcome: string): void {
    if (audit.wants(submission))
      audit.did({ operation: command.kind, of: namedIn(command), outcome }, submission);
  }

  return {
    async execute(command, submission) {
      try {
        const result = await unitOfWork.execute(command, submission);
        refused(command, submission, result);
        audited(command, submission, result.ok ? "DONE" : (result.refusals[0]?.code ?? "REFUSED"));
        return result;
      } catch (error) {
        failed(command, submission, error);
        audited(command, submission, error instanceof Failure ? error.code : "INTERNAL");
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

/** So many ids of a kind; of more, their number. */
const LISTED = 20;

/** The ids that a command names, by their kind: never quantities, notes, or what else it holds. */
function namedIn(command: Command): Readonly<Record<string, readonly string[] | number>> {
  const { items, reservations, orders, transfers, warehouses, bins } = accessOf(command);
  const named = Object.entries({ items, reservations, orders, transfers, warehouses, bins });
  return Object.fromEntries(
    named
      .filter(([, ids]) => ids.length > 0)
      .map(([kind, ids]) => [kind, ids.length > LISTED ? ids.length : ids]),
  );
}
