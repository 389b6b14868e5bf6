import type { FeedEvent } from "../domain/events.js";
import { canonical } from "./dialects/canonical.js";
import type { Telling, Translation } from "./dialects/dialect.js";
import { lomash } from "./dialects/lomash.js";
import { publisher } from "./dialects/publisher.js";
import { saga } from "./dialects/saga.js";

const TRANSLATIONS = { canonical, lomash, saga, publisher } satisfies Record<string, Translation>;

/** In whose words a sink tells of an event. */
export type Dialect = keyof typeof TRANSLATIONS;

/** All that is said of an event, dialect by dialect. */
export function tellings(event: FeedEvent, dialects: readonly Dialect[]): readonly Telling[] {
  return dialects.flatMap((dialect) => TRANSLATIONS[dialect](event));
}

/** Whether anything is said of it; what cannot be said is something. */
export function hasTelling(event: FeedEvent, dialects: readonly Dialect[]): boolean {
  if (dialects.includes("canonical")) return true;
  try {
    return tellings(event, dialects).length > 0;
  } catch {
    return true;
  }
}

/**
 * What is put into a queue by its name, whose consumers' words nobody knows: the canonical one,
 * unless the sink does not speak it at all.
 */
export function dialectsForQueues(dialects: readonly Dialect[]): readonly Dialect[] {
  return dialects.includes("canonical") ? ["canonical"] : dialects;
}
