import type { Sink } from "./use-publisher.js";

export interface SinkState {
  readonly tone: "green" | "amber" | "red" | "grey";
  readonly label: string;
  /** What it means, and what to do. */
  readonly meaning: string;
}

// From here on readiness is degraded, too.
const BEHIND_MS = 60_000;

export function stateOf({ state, lagMs }: Pick<Sink, "state" | "lagMs">): SinkState {
  switch (state) {
    case "RUNNING":
      return lagMs > BEHIND_MS
        ? {
            tone: "amber",
            label: "Behind",
            meaning: "It is delivered to, and more than a minute late. Does the lag fall?",
          }
        : { tone: "green", label: "Running", meaning: "Events are delivered as they come." };
    case "PAUSED":
      return {
        tone: "amber",
        label: "Paused",
        meaning: "Its other side is away. Events wait, no attempt is counted, and it goes on by itself.",
      };
    case "DETACHED":
      return {
        tone: "red",
        label: "Detached",
        meaning: "It was away for too long, and gets nothing until it is attached again.",
      };
    default:
      return { tone: "grey", label: state, meaning: "A state that this page does not know." };
  }
}
