import { randomUUID } from "node:crypto";
import type { Caller } from "../../usecases/use-case.js";

/** Whoever has the database's password; the audit and the rows that are settled name the command. */
export function caller(): Caller {
  return {
    ...{ subject: "events", correlationId: randomUUID(), causationId: null, userId: null, traceParent: null },
    ...{ warehouses: null, mayAdjust: true, right: "command", address: null, deadline: null },
  };
}
