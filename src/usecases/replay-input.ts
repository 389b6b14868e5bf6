import { createHash } from "node:crypto";
import { EVENT_TYPES, isEventType } from "../domain/event-types.js";
import type { EventType } from "../domain/events.js";
import type { Instant } from "../domain/model.js";
import { MAX_IDEMPOTENCY_KEY_LENGTH, MAX_LINES, Problems } from "../domain/validate.js";
import type { EventSelection } from "../ports/event-history.js";
import type { ReplayKey } from "../ports/replays.js";
import type { PipelineDeps } from "./pipeline-deps.js";
import type { Idempotent, Optional } from "./use-case.js";

export interface ReplayEventsInput extends Idempotent {
  /** 1-255 bytes; with `throughExchange` the name of the exchange. */
  readonly queue: string;
  /** By default from the oldest event that there is. */
  readonly afterPosition?: Optional<number>;
  /** Included; by default up to the newest at the time of the request. */
  readonly untilPosition?: Optional<number>;
  /** Occurred at this moment or later. */
  readonly since?: Optional<Instant>;
  readonly types?: Optional<readonly string[]>;
  readonly productVariantIds?: Optional<readonly string[]>;
  /** To every consumer again, instead of to one queue. */
  readonly throughExchange?: Optional<boolean>;
  readonly eventsPerSecond?: Optional<number>;
}

const MAX_QUEUE_BYTES = 255;

/** What can be said without a look at the feed. */
export function checkReplay(input: ReplayEventsInput, { replaying }: PipelineDeps): Problems {
  const problems = new Problems();
  checkQueue(problems, input, replaying.exchange);
  const { afterPosition, untilPosition } = input;
  for (const field of ["afterPosition", "untilPosition"] as const) {
    problems.range([field], input[field], 0, Number.MAX_SAFE_INTEGER);
  }
  if (afterPosition != null && untilPosition != null && untilPosition < afterPosition) {
    problems.invalid(["untilPosition"], `Must not be before afterPosition, ${afterPosition}.`);
  }
  problems.range(["eventsPerSecond"], input.eventsPerSecond, 1, replaying.eventsPerSecond);
  problems.text(["idempotencyKey"], input.idempotencyKey, 1, MAX_IDEMPOTENCY_KEY_LENGTH);
  if (isFew(problems, "types", input.types)) {
    input.types?.forEach((type, index) => {
      if (!isEventType(type)) {
        problems.invalid(["types", String(index)], `Must be one of ${EVENT_TYPES.join(", ")}.`);
      }
    });
  }
  if (isFew(problems, "productVariantIds", input.productVariantIds)) {
    input.productVariantIds?.forEach((id, index) => problems.id(["productVariantIds", String(index)], id));
  }
  return problems;
}

export function selectionOf({ types, productVariantIds, since }: ReplayEventsInput): EventSelection {
  return {
    types: types ? ([...new Set(types)] as EventType[]) : null,
    productVariantIds: productVariantIds ? [...new Set(productVariantIds)] : null,
    since: since ?? null,
  };
}

export function keyOf({ idempotencyKey, ...request }: ReplayEventsInput): ReplayKey | null {
  if (idempotencyKey == null) return null;
  const given = Object.entries(request).filter(([, value]) => value !== null && value !== undefined);
  const text = JSON.stringify(given.sort(([a], [b]) => (a < b ? -1 : 1)));
  return { idempotencyKey, requestHash: createHash("sha256").update(text).digest("hex") };
}

function checkQueue(problems: Problems, input: ReplayEventsInput, exchange: string): void {
  const { queue, throughExchange } = input;
  const bytes = Buffer.byteLength(queue);
  if (bytes < 1 || bytes > MAX_QUEUE_BYTES || queue.includes("\0") || !queue.isWellFormed()) {
    problems.invalid(["queue"], `Must be 1 to ${MAX_QUEUE_BYTES} bytes, without NUL or lone surrogates.`);
  } else if (throughExchange === true && queue !== exchange) {
    const message = `With throughExchange every consumer gets the events again: to say that you mean it, name the exchange, ${exchange}.`;
    problems.invalid(["queue"], message);
  } else if (queue.startsWith("amq.")) {
    problems.invalid(["queue"], "Must not begin with amq., which is the broker's own.");
  }
}

function isFew(problems: Problems, field: string, values: Optional<readonly string[]>): boolean {
  const count = values?.length ?? 0;
  if (count > MAX_LINES) {
    problems.invalid([field], `Must be at most ${MAX_LINES}, not ${count}.`, "LIMIT_EXCEEDED");
  }
  return count <= MAX_LINES;
}
