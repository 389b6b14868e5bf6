import { registerEnumType } from "type-graphql";
import type { DifferenceOutcome } from "../../domain/reconciliation.js";
import type { ReconciliationOrigin, ReconciliationState } from "../../ports/reconciliations.js";

type Enum<T extends string> = { readonly [K in T]: K };

export const ReconciliationStateEnum: Enum<ReconciliationState> = {
  RUNNING: "RUNNING",
  DONE: "DONE",
  FAILED: "FAILED",
  ABANDONED: "ABANDONED",
};
registerEnumType(ReconciliationStateEnum, {
  name: "ReconciliationState",
  description:
    "FAILED: the source could not be read to its end. ABANDONED: the process that ran it is gone. What was corrected by then stays so.",
});

export const ReconciliationOriginEnum: Enum<ReconciliationOrigin> = {
  SCHEDULE: "SCHEDULE",
  REQUEST: "REQUEST",
  COMMAND: "COMMAND",
};
registerEnumType(ReconciliationOriginEnum, {
  name: "ReconciliationOrigin",
  description: "SCHEDULE: its time had come; REQUEST: `reconcileStock`; COMMAND: the command line.",
});

export const DifferenceOutcomeEnum: Enum<DifferenceOutcome> = {
  CORRECTED: "CORRECTED",
  FOUND: "FOUND",
  UNSETTLED: "UNSETTLED",
  SUPERSEDED: "SUPERSEDED",
  REFUSED: "REFUSED",
  MISSING: "MISSING",
};
registerEnumType(DifferenceOutcomeEnum, {
  name: "DifferenceOutcome",
  description: "What became of a difference.",
  valuesConfig: {
    CORRECTED: { description: "It was booked: level and source agree." },
    FOUND: { description: "It would have been booked, but for the dry run." },
    UNSETTLED: {
      description: "Stock moved while the figure was taken: nobody can tell; left to the next one.",
    },
    SUPERSEDED: { description: "The level was counted, adjusted or corrected after the figure was taken." },
    REFUSED: { description: "A rule forbids it, or the row is not valid; `code` and `message` say why." },
    MISSING: { description: "The source names everything, but not this; nothing was booked." },
  },
});
