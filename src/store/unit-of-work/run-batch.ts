import { v7 as newId } from "uuid";
import { accessOf } from "../../domain/access.js";
import type { Answer } from "../../domain/commands.js";
import type { Result } from "../../domain/decision.js";
import type { DomainEvent, EventCheck } from "../../domain/events.js";
import { foldBatch, type JobOutcome } from "../../domain/fold-batch.js";
import type { WarehouseStrategy } from "../../domain/planner/strategy.js";
import type { PrismaClient } from "../generated/client.js";
import type { BatchResult, EventCounts, Outcome, Request } from "./batch.js";
import { CommitLost } from "./commit-lost.js";
import {
  claimKeys,
  giveBackKeys,
  KEY_REUSED,
  keyName,
  keyOf,
  storeAnswers,
  type KeyedRequest,
} from "./idempotency.js";
import { claimMessages, giveBackMessages } from "./inbox.js";
import { lockRows } from "./lock-rows.js";
import type { Transaction } from "./transaction.js";
import { writeChanges } from "./write-changes.js";

interface BatchOptions {
  readonly skipLocked: boolean;
  readonly strategy: WarehouseStrategy;
  readonly check: EventCheck;
}

interface Keyed extends Request {
  readonly key: KeyedRequest | null;
}

/**
 * Runs one batch in one transaction. Whatever it throws, nothing was written; but a
 * CommitLost says that this is not known.
 */
export async function runBatch(
  prisma: PrismaClient,
  requests: readonly Request[],
  { skipLocked, strategy, check }: BatchOptions,
): Promise<BatchResult> {
  let committing: { xid: string; result: BatchResult } | undefined;
  try {
    return await prisma.$transaction(async (tx) => {
      const { xid, result } = await inTransaction(tx, requests, { skipLocked, strategy, check });
      committing = { xid, result };
      return result;
    });
  } catch (error) {
    if (committing) throw new CommitLost(committing.xid, committing.result, error);
    throw error;
  }
}

async function inTransaction(
  tx: Transaction,
  requests: readonly Request[],
  { skipLocked, strategy, check }: BatchOptions,
): Promise<{ xid: string; result: BatchResult }> {
  const keyed = requests.map((request): Keyed => ({
    ...request,
    key: keyOf(request.command, request.submission),
  }));
  const firsts = firstOfEachKey(keyed);
  const replays = await claimKeys(
    tx,
    [...firsts.values()].flatMap(({ key }) => key ?? []),
  );
  const messages = await claimMessages(tx, keyed);
  const toRun = keyed.filter(
    (request) =>
      messages.isDue(request) &&
      (!request.key || (firsts.get(keyName(request.key)) === request && !replays.has(keyName(request.key)))),
  );

  const accesses = toRun.map(({ command }) => accessOf(command));
  const { snapshot, xid, mustWait } = await lockRows(tx, accesses, skipLocked);
  const ready = toRun.filter((_, index) => !mustWait(accesses[index] as (typeof accesses)[number]));
  const jobs = ready.map(({ command, submission }) => ({ command, meta: submission }));
  const { changes, outcomes: answers } = foldBatch(snapshot, jobs, { newId, strategy, check });
  const byRequest = new Map<Keyed, Outcome>(
    ready.map((request, index) => [request, answers[index] as JobOutcome]),
  );

  await writeChanges(tx, snapshot, changes);
  await settleKeys(tx, toRun, byRequest);
  const outcomeOf = (request: Request) => byRequest.get(request as Keyed);
  await giveBackMessages(tx, toRun, (request) => resultIn(outcomeOf(request)));
  const outcomes = keyed.map((request): Outcome => {
    const own = byRequest.get(request);
    if (own) return own;
    if (!messages.isDue(request)) return messages.outcomeOf(request, outcomeOf);
    if (!request.key) return { mustWait: true };
    const name = keyName(request.key);
    const first = firsts.get(name) as Keyed;
    const stored = replays.get(name);
    const requestHash = stored?.requestHash ?? first.key?.requestHash;
    if (requestHash !== request.key.requestHash) return { result: KEY_REUSED };
    return stored ? { result: stored.answer } : (byRequest.get(first) ?? { mustWait: true });
  });
  const items = new Map(changes.items.map(({ productVariantId, version }) => [productVariantId, version]));
  return { xid, result: { outcomes, events: countByType(changes.events), items } };
}

function resultIn(outcome: Outcome | undefined): Result<Answer> | undefined {
  return outcome && "result" in outcome ? outcome.result : undefined;
}

function countByType(events: readonly DomainEvent[]): EventCounts {
  const counts = new Map<DomainEvent["type"], number>();
  for (const { type } of events) counts.set(type, (counts.get(type) ?? 0) + 1);
  return counts;
}

/** Two requests with one key in one batch run once: the first of them. */
function firstOfEachKey(requests: readonly Keyed[]): Map<string, Keyed> {
  const firsts = new Map<string, Keyed>();
  for (const request of requests) {
    if (request.key && !firsts.has(keyName(request.key))) firsts.set(keyName(request.key), request);
  }
  return firsts;
}

/** Stores what was answered; what was not (it waits, or its rule is broken) gives its key back. */
async function settleKeys(
  tx: Transaction,
  toRun: readonly Keyed[],
  outcomes: ReadonlyMap<Keyed, Outcome>,
): Promise<void> {
  const answered: (KeyedRequest & { answer: Result<Answer> })[] = [];
  const unanswered: KeyedRequest[] = [];
  for (const request of toRun) {
    if (!request.key) continue;
    const outcome = outcomes.get(request);
    if (outcome && "result" in outcome) answered.push({ ...request.key, answer: outcome.result });
    else unanswered.push(request.key);
  }
  await storeAnswers(tx, answered);
  await giveBackKeys(tx, unanswered);
}
