import type pg from "pg";
import { isUuid } from "../domain/validate.js";
import type { DeadLetterId, MetDeadLetter, RedriveLog, RedriveWork } from "../ports/dead-letters.js";
import { toDeadLetter, type DeadLetterRow } from "./dead-letters/dead-letter-row.js";
import {
  COUNT_UNSETTLED,
  MEET,
  REDRIVEN,
  RELEASE,
  REOPEN,
  SWEPT,
  TAKE,
  UNSETTLED_OF,
  UNSWEPT,
} from "./dead-letters/redrive-statements.js";
import { storableHeaders } from "./dead-letters/storable-headers.js";
import { queryJson } from "./json-query.js";
import { storable } from "./storable.js";

/** Of a body; what is larger is dead for its size already, and kept to be looked at. */
const KEPT_BYTES = 4 * 1024 * 1024;
/** Of one sweep, which has them in memory; the others are the next one's. */
const MOST_UNSWEPT = 50_000;
const LARGEST_INT = 2_147_483_647;

/** What those who consume do with dead letters. */
export function createRedriveLog(pool: pg.Pool): RedriveLog {
  async function meet(letter: MetDeadLetter): ReturnType<RedriveLog["meet"]> {
    // Without it the copy in the queue and the row would never be known for the same.
    if (!isUuid(letter.id)) throw new Error(`${letter.id} is no id of a dead letter`);
    return queryJson(pool, MEET, valuesOf(letter));
  }

  return {
    meet,

    async add(letter) {
      await meet(letter);
    },

    async take(source, holder) {
      type Row = Omit<RedriveWork, "letters"> & { readonly letters: readonly DeadLetterRow[] };
      const work = await queryJson<Row | null>(pool, TAKE, [source, holder]);
      return work && { ...work, letters: work.letters.map(toDeadLetter) };
    },

    async redriven(ids) {
      await queryJson(pool, REDRIVEN, [ids]);
    },

    async reopen(id, why) {
      await queryJson(pool, REOPEN, [id, storable(why), "; it could not be sent again: "]);
    },

    countUnsettled: (source) => queryJson(pool, COUNT_UNSETTLED, [source]),

    unsettledOf: async (ids) => new Set(await queryJson<DeadLetterId[]>(pool, UNSETTLED_OF, [ids])),

    unswept: (source) => queryJson(pool, UNSWEPT, [source, MOST_UNSWEPT]),

    async swept(ids) {
      if (ids.length > 0) await queryJson(pool, SWEPT, [ids]);
    },

    async release(source, holder) {
      await queryJson(pool, RELEASE, [source, holder]);
    },
  };
}

function valuesOf(letter: MetDeadLetter): unknown[] {
  const { id, source, routingKey, eventId, eventType, correlationId, reason } = letter;
  const { attempts, content, headers, properties, diedAt } = letter;
  return [
    ...[id, source, storable(routingKey)],
    ...[eventId, eventType, correlationId].map((text) => text && storable(text)),
    ...[storable(reason), Math.min(attempts, LARGEST_INT)],
    ...[content.subarray(0, KEPT_BYTES), content.length],
    ...[storableHeaders(headers), properties ? storableHeaders(properties) : null, diedAt],
  ];
}
