import type { Result } from "../../domain/decision.js";
import { HANDLED_BEFORE } from "../../domain/handled-before.js";
import type { InboxRef } from "../../ports/unit-of-work.js";
import type { Outcome, Request } from "./batch.js";
import { selectJson, type Transaction } from "./transaction.js";

const REFS = `json_to_recordset($1::json) AS x(source text, "eventId" text)`;

// Sorted, so that two batches never wait for each other. One that another transaction is about to remember is waited for.
const CLAIM = `
  WITH claimed AS (
    INSERT INTO inbox (source, event_id) SELECT source, "eventId" FROM ${REFS}
    ORDER BY source COLLATE "C", "eventId" COLLATE "C"
    ON CONFLICT DO NOTHING RETURNING source, event_id
  )
  SELECT coalesce(json_agg(json_build_object('source', source, 'eventId', event_id)), '[]')::text AS json FROM claimed`;

const GIVE_BACK = `
  DELETE FROM inbox i USING ${REFS} WHERE i.source = x.source AND i.event_id = x."eventId"`;

/** The messages of a batch, each of which is carried out once. */
export class ClaimedMessages {
  readonly #first: ReadonlyMap<string, Request>;
  readonly #claimed: ReadonlySet<string>;

  constructor(first: ReadonlyMap<string, Request>, claimed: ReadonlySet<string>) {
    this.#first = first;
    this.#claimed = claimed;
  }

  /** Whether it is no message, or this batch is the first to carry it out. */
  isDue(request: Request): boolean {
    const name = nameOf(request);
    return name === null || (this.#claimed.has(name) && this.#first.get(name) === request);
  }

  /** Of a message that is not due: of one that comes twice in the batch, as the first one's went. */
  outcomeOf(request: Request, outcomeOfFirst: (first: Request) => Outcome | undefined): Outcome {
    const name = nameOf(request) as string;
    if (!this.#claimed.has(name)) return { result: HANDLED_BEFORE };
    const outcome = outcomeOfFirst(this.#first.get(name) as Request);
    if (!outcome || !("result" in outcome)) return { mustWait: true };
    return { result: outcome.result.ok ? HANDLED_BEFORE : outcome.result };
  }
}

export async function claimMessages(tx: Transaction, requests: readonly Request[]): Promise<ClaimedMessages> {
  const first = new Map<string, Request>();
  for (const request of requests) {
    const name = nameOf(request);
    if (name !== null && !first.has(name)) first.set(name, request);
  }
  if (first.size === 0) return new ClaimedMessages(first, new Set());
  const refs = [...first.values()].map(({ submission }) => submission.inbox);
  const claimed = await selectJson<InboxRef[]>(tx, CLAIM, JSON.stringify(refs));
  return new ClaimedMessages(first, new Set(claimed.map(keyOf)));
}

/** Only what was carried out is remembered: what was refused, or waits, may come again. */
export async function giveBackMessages(
  tx: Transaction,
  requests: readonly Request[],
  resultOf: (request: Request) => Result<unknown> | undefined,
): Promise<void> {
  const open = requests.filter((request) => nameOf(request) !== null && resultOf(request)?.ok !== true);
  if (open.length === 0) return;
  await tx.$executeRawUnsafe(GIVE_BACK, JSON.stringify(open.map(({ submission }) => submission.inbox)));
}

function nameOf({ submission: { inbox } }: Request): string | null {
  return inbox ? keyOf(inbox) : null;
}

function keyOf({ source, eventId }: InboxRef): string {
  return JSON.stringify([source, eventId]);
}
