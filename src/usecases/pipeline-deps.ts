import type { AuditLog } from "../ports/audit-log.js";
import type { DeadLetters } from "../ports/dead-letters.js";
import type { EventHistory } from "../ports/event-history.js";
import type { FailedEvents } from "../ports/failed-events.js";
import type { PublisherDesk } from "../ports/publisher-desk.js";
import type { Replays } from "../ports/replays.js";

/** What the verbs on the event pipeline are given once, at start. */
export interface PipelineDeps {
  readonly history: EventHistory;
  readonly failedEvents: FailedEvents;
  /** Of what came in. */
  readonly deadLetters: DeadLetters;
  readonly replays: Replays;
  readonly desk: PublisherDesk;
  readonly audit: AuditLog;
  readonly replaying: {
    /** The sink that sends again; null: there is none. */
    readonly sink: string | null;
    /** Its shared exchange. */
    readonly exchange: string;
    /** The default, and the most. */
    readonly eventsPerSecond: number;
  };
}
