import type { Refusal } from "../../domain/refusal.js";

/** The options by which the fields of inputs are given. */
const OPTIONS: Readonly<Record<string, string>> = {
  queue: "QUEUE",
  afterPosition: "--after",
  untilPosition: "--until",
  since: "--since",
  types: "--types",
  productVariantIds: "--variants",
  eventsPerSecond: "--rate",
  idempotencyKey: "--idempotency-key",
  source: "--source",
  eventType: "--type",
  reasonContains: "--reason",
  note: "--note",
};

/** What a use case refuses, in the words of the command line. */
export function refused(refusals: readonly Refusal[]): Error {
  const lines = refusals.map(({ field, message }) => {
    const [name] = field;
    return name === undefined ? message : `${OPTIONS[name] ?? name}: ${message}`;
  });
  return new Error(lines.join("\n"));
}
