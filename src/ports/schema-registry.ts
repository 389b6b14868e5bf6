import type { EventType } from "../domain/events.js";

/** One version of what an event's message looks like. */
export interface EventSchema {
  readonly type: EventType;
  /** Such as "1.0". */
  readonly version: string;
  /** Whether events are written in it now. */
  readonly current: boolean;
  /** JSON Schema, draft 2020-12. */
  readonly schema: Readonly<Record<string, unknown>>;
}

/** BACKWARD: who has the new schema can read old data; FORWARD: who has the old one, new data; FULL: both. */
export type CompatibilityMode = "BACKWARD" | "FORWARD" | "FULL";

/** What stands in the way. */
export interface CompatibilityProblem {
  /** JSONPath of the place in the message, e.g. "$.data.lines[*].quantity". */
  readonly path: string;
  readonly message: string;
}

export interface SchemaRegistry {
  /** By type, then version, the oldest first. */
  readonly schemas: readonly EventSchema[];
  /** @returns what makes this no JSON Schema; none, no problem. */
  faultsOf(candidate: unknown): readonly string[];
  /**
   * Whether a candidate could follow the type's current schema.
   *
   * @param candidate One without faults.
   * @returns undefined when there is no such type.
   */
  compatibility(
    type: string,
    candidate: unknown,
    mode: CompatibilityMode,
  ): readonly CompatibilityProblem[] | undefined;
}
