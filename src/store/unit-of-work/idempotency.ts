import { createHash } from "node:crypto";
import type { Answer, Command } from "../../domain/commands.js";
import type { Result } from "../../domain/decision.js";
import type { Submission } from "../../ports/unit-of-work.js";
import { selectJson, type Transaction } from "./transaction.js";

export interface KeyedRequest {
  readonly subject: string;
  readonly operation: string;
  readonly key: string;
  readonly requestHash: string;
}

/** The key of a submission that carries one. */
export function keyOf(command: Command, { subject, idempotencyKey }: Submission): KeyedRequest | null {
  if (idempotencyKey === null) return null;
  const requestHash = createHash("sha256").update(JSON.stringify(command)).digest("base64url");
  return { subject, operation: operationOf(command), key: idempotencyKey, requestHash };
}

/** The verb: two of them undo what the same kind of command does. */
function operationOf(command: Command): string {
  switch (command.kind) {
    case "discontinueItem":
      return command.discontinued ? command.kind : "reactivateItem";
    case "assignBin":
      return command.assigned ? command.kind : "unassignBin";
    default:
      return command.kind;
  }
}

/** Names a key among those of a batch. */
export function keyName({ subject, operation, key }: KeyedRequest): string {
  return JSON.stringify([subject, operation, key]);
}

const KEYS = `json_to_recordset($1::json) AS x(subject text, operation text, key text, "requestHash" text, answer json)`;

// A key that another transaction is inserting is waited for; sorted, so that two batches
// never wait for each other. A key older than its 24 h is taken over.
const CLAIM = `
  WITH claimed AS (
    INSERT INTO idempotency_key AS k (subject, operation, key, request_hash)
    SELECT subject, operation, key, "requestHash" FROM ${KEYS}
    ORDER BY subject COLLATE "C", operation COLLATE "C", key COLLATE "C"
    ON CONFLICT (subject, operation, key) DO UPDATE
      SET request_hash = excluded.request_hash, answer = NULL, created_at = excluded.created_at
      WHERE k.created_at < now() - interval '24 hours'
    RETURNING subject, operation, key
  )
  SELECT coalesce(json_agg(json_build_object('subject', subject, 'operation', operation, 'key', key)), '[]')::text AS json
  FROM claimed`;

// After the claim, in a new statement: what was waited for is visible now.
const RECALL = `
  SELECT coalesce(json_agg(json_build_object('subject', subject, 'operation', operation, 'key', key,
    'requestHash', k.request_hash, 'answer', k.answer)), '[]')::text AS json
  FROM idempotency_key k JOIN (SELECT subject, operation, key FROM ${KEYS}) x USING (subject, operation, key)`;

const STORE = `
  UPDATE idempotency_key k SET answer = x.answer FROM ${KEYS}
  WHERE k.subject = x.subject AND k.operation = x.operation AND k.key = x.key`;

const GIVE_BACK = `
  DELETE FROM idempotency_key k USING ${KEYS}
  WHERE k.subject = x.subject AND k.operation = x.operation AND k.key = x.key`;

export interface StoredAnswer extends KeyedRequest {
  readonly answer: Result<Answer>;
}

/** Claims the keys; those answered before (and not claimed by this) come back with their answers. */
export async function claimKeys(
  tx: Transaction,
  requests: readonly KeyedRequest[],
): Promise<Map<string, StoredAnswer>> {
  if (requests.length === 0) return new Map();
  const claimed = new Set(
    (await selectJson<KeyedRequest[]>(tx, CLAIM, JSON.stringify(requests))).map(keyName),
  );
  const known = requests.filter((request) => !claimed.has(keyName(request)));
  if (known.length === 0) return new Map();
  const stored = await selectJson<StoredAnswer[]>(tx, RECALL, JSON.stringify(known));
  return new Map(stored.map((answer) => [keyName(answer), answer]));
}

export async function storeAnswers(tx: Transaction, answers: readonly StoredAnswer[]): Promise<void> {
  if (answers.length > 0) await tx.$executeRawUnsafe(STORE, JSON.stringify(answers));
}

/** Of commands that this transaction claimed a key for, but does not answer. */
export async function giveBackKeys(tx: Transaction, requests: readonly KeyedRequest[]): Promise<void> {
  if (requests.length > 0) await tx.$executeRawUnsafe(GIVE_BACK, JSON.stringify(requests));
}

export const KEY_REUSED: Result<never> = {
  ok: false,
  refusals: [
    {
      code: "IDEMPOTENCY_KEY_REUSED",
      field: ["idempotencyKey"],
      message: "This key was used for another request within the last 24 hours.",
    },
  ],
};
