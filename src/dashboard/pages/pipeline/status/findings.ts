import { isStuck, type Sample } from "./samples.js";
import { stateOf } from "./sink-state.js";
import type { PublisherStatus } from "./use-publisher.js";

export interface Finding {
  readonly tone: "green" | "amber" | "red";
  readonly label: string;
  readonly text: string;
}

/** What somebody who was woken up wants to know first, the worst first. */
export function verdictOf({ sinks }: PublisherStatus, samples: readonly Sample[]): readonly Finding[] {
  const findings: Finding[] = [];
  for (const sink of sinks) {
    const { tone, label, meaning } = stateOf(sink);
    if (tone === "red" || tone === "amber") findings.push({ tone, label, text: `${sink.name}: ${meaning}` });
  }
  if (isStuck(samples)) {
    const text = "Events wait for a position, and none is given out. Does any process relay?";
    findings.push({ tone: "red", label: "Stuck", text });
  }
  const parked = sinks.reduce((sum, sink) => sum + sink.parked, 0);
  if (parked > 0) {
    const text = `${parked === 1 ? "1 event waits" : `${parked} events wait`} for somebody to retry or resolve.`;
    findings.push({ tone: "amber", label: "Parked", text });
  }
  if (findings.length === 0) {
    findings.push({
      tone: "green",
      label: "All is well",
      text: "Every sink is delivered to, and nothing is parked.",
    });
  }
  return findings.sort((a, b) => Number(b.tone === "red") - Number(a.tone === "red"));
}
