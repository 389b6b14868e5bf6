import type { AuditLevel } from "./config/audit.js";
import { writeFew } from "./lib/few-a-minute.js";
import type { Logger } from "./lib/logger.js";
import type { Actor, AuditLog } from "./ports/audit-log.js";

/** Everyday rights: their commands are many, and the ledger has each. */
const EVERYDAY: ReadonlySet<string> = new Set(["inventory:reserve", "system"]);

/** Whoever tries tokens by the thousand must not fill the disk; the two do not hide each other. */
const TURNED_AWAY_A_MINUTE = 120;

/**
 * The audit's lines in the log: whatever LOG_LEVEL is, except `silent`. The ledger has the
 * same of each change of stock.
 */
export function createAuditLog(logger: Logger, level: AuditLevel): AuditLog {
  // No bindings: what the other lines leave out for their level, these do not.
  const audit = logger.child({}, { level: logger.level === "silent" ? "silent" : "info" });
  const turnedAway = (line: object) => audit.warn(line, "audit: turned away");
  const few = {
    UNAUTHENTICATED: writeFew(TURNED_AWAY_A_MINUTE, turnedAway),
    FORBIDDEN: writeFew(TURNED_AWAY_A_MINUTE, turnedAway),
  };
  const wants = ({ right }: Pick<Actor, "right">) =>
    level === "all" || (level === "admin" && !EVERYDAY.has(right));
  return {
    wants,
    did({ operation, of, outcome }, { subject, right, warehouses, correlationId, address }) {
      if (!wants({ right })) return;
      audit.info(
        { operation, of, outcome, subject, right, warehouses, correlationId, address },
        "audit: done",
      );
    },
    turnedAway(unentitled) {
      if (level !== "off") few[unentitled.code](unentitled);
    },
  };
}
