import type { ReplayState } from "../../../generated/graphql.js";

interface Shown {
  readonly tone: "green" | "amber" | "red" | "grey";
  readonly label: string;
}

const STATES: Readonly<Record<ReplayState, Shown>> = {
  RUNNING: { tone: "amber", label: "Running" },
  DONE: { tone: "green", label: "Done" },
  CANCELLED: { tone: "grey", label: "Cancelled" },
  FAILED: { tone: "red", label: "Failed" },
};

export function shownState(state: ReplayState): Shown {
  return STATES[state];
}
