import { describe, expect, it } from "@jest/globals";
import { createAuditLog } from "../../src/audit-log.js";
import type { AuditLevel } from "../../src/config/audit.js";
import { FewAMinute } from "../../src/lib/few-a-minute.js";
import { createLogger } from "../../src/lib/logger.js";
import type { Actor, Unentitled } from "../../src/ports/audit-log.js";

const KEEPER: Actor = {
  ...{ subject: "anna", right: "inventory:adjust", warehouses: null },
  ...{ correlationId: "c-1", address: "10.0.0.1" },
};
const DEED = { operation: "adjust", of: { items: ["a"] }, outcome: "DONE" };
const STRANGER: Unentitled = {
  ...{ code: "UNAUTHENTICATED", reason: "no", operation: "GET /metrics", subject: null },
  ...{ warehouses: null, correlationId: null, address: "10.0.0.1" },
};

function audit(level: AuditLevel, logLevel = "error") {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>);
  return { lines, log: createAuditLog(createLogger(logLevel, { write }), level) };
}

describe("what is written", () => {
  it.each([
    ["off", 0, []],
    ["admin", 1, ["inventory:adjust", "inventory:admin", "command"]],
    ["all", 1, ["inventory:adjust", "inventory:admin", "command", "inventory:reserve", "system"]],
  ] as const)(
    "when AUDIT_LOG is %s, then %i refusal is written, and what is done by %p",
    (level, refusals, rights) => {
      const { lines, log } = audit(level);
      log.turnedAway(STRANGER);
      expect(lines).toHaveLength(refusals);
      for (const right of ["inventory:adjust", "inventory:admin", "command", "inventory:reserve", "system"]) {
        expect(log.wants({ right })).toBe((rights as readonly string[]).includes(right));
        log.did(DEED, { ...KEEPER, right });
      }
      expect(lines.slice(refusals).map(({ right }) => right)).toEqual(rights);
    },
  );

  it("when the log is silent, then the audit is, too", () => {
    const { lines, log } = audit("all", "silent");
    log.did(DEED, KEEPER);
    log.turnedAway(STRANGER);
    expect(lines).toEqual([]);
  });

  it("when an id holds line breaks, escapes and quotes, then it stays one line of JSON", () => {
    const { lines, log } = audit("admin");
    const id = 'a\n{"level":50}\r\u2028\u001b[31m"\\';
    log.did({ ...DEED, of: { items: [id] } }, KEEPER);
    expect(lines).toMatchObject([{ of: { items: [id] } }]);
  });

  it("when a flood of bad tokens is cut, then refusals by right are still written", () => {
    const { lines, log } = audit("admin");
    for (let sent = 0; sent < 1_000; sent++) log.turnedAway(STRANGER);
    log.turnedAway({ ...STRANGER, code: "FORBIDDEN", subject: "bert" });
    expect(lines).toHaveLength(121);
    expect(lines.at(-1)).toMatchObject({ code: "FORBIDDEN", subject: "bert" });
  });
});

describe("so many a minute", () => {
  it("when there are more, then they are counted, and the first of the next minute tells how many", () => {
    let now = 5;
    const few = new FewAMinute(2, () => now);
    expect([few.pass(), few.pass(), few.pass(), few.pass()]).toEqual([0, 0, null, null]);
    now += 59_999;
    expect(few.pass()).toBeNull();
    now += 1;
    expect([few.pass(), few.pass(), few.pass()]).toEqual([3, 0, null]);
  });
});
