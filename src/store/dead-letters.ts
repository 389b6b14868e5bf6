import type pg from "pg";
import { isUuid } from "../domain/validate.js";
import type {
  Decided,
  Decision,
  DeadLetterFilter,
  DeadLetterId,
  DeadLetters,
  DeadLetterState,
} from "../ports/dead-letters.js";
import { letterJson, toDeadLetter, type DeadLetterRow } from "./dead-letters/dead-letter-row.js";
import {
  DISCARD,
  FIND,
  LATEST_FIRST,
  LISTED_BYTES,
  OF_KEY,
  REDRIVE,
  redriveAll,
} from "./dead-letters/desk-statements.js";
import { queryJson, writeJson, type JsonStatement } from "./json-query.js";
import { and, pageOf, Parameters, prepared } from "./reader/shapes.js";

interface DecidedRow {
  readonly letter: DeadLetterRow;
  readonly whole: boolean;
  readonly done: boolean;
}

/** What operators see of dead letters, and decide. */
export function createDeadLetters(pool: pg.Pool): DeadLetters {
  async function decide(
    id: DeadLetterId,
    statement: JsonStatement,
    values: unknown[],
  ): Promise<Exclude<Decided, "KEY_REUSED">> {
    const decided = isUuid(id) ? await writeJson<DecidedRow | null>(pool, statement, [id, ...values]) : null;
    if (!decided) return null;
    const letter = toDeadLetter(decided.letter);
    if (decided.done) return { outcome: "DONE", letter };
    return { outcome: letter.state === "OPEN" && !decided.whole ? "CUT" : "REFUSED", letter };
  }

  /** undefined: the key is new. */
  async function earlier(
    id: DeadLetterId,
    { by, note }: Decision,
    key: string,
  ): Promise<Decided | undefined> {
    const row = await queryJson<DeadLetterRow | null>(pool, OF_KEY, [by, key]);
    if (!row) return undefined;
    const isSame = row.id === id.toLowerCase() && row.note === note;
    return isSame ? { outcome: "DONE", letter: toDeadLetter(row) } : "KEY_REUSED";
  }

  return {
    async page(state, filter, { first, after }) {
      const parameters = new Parameters();
      const all = matching(state, filter, parameters);
      if (after) {
        all.push(
          `(d.died_at, d.id) < (${parameters.addMoment(after.diedAt)}, ${parameters.add(after.id, "uuid")})`,
        );
      }
      const text = `
        SELECT coalesce(json_agg(${letterJson(LISTED_BYTES)} ORDER BY ${LATEST_FIRST}), '[]')::text AS json
        FROM (SELECT * FROM dead_letter d WHERE true ${and(all)}
              ORDER BY ${LATEST_FIRST} LIMIT ${parameters.add(first + 1, "int")}) d`;
      const rows = await queryJson<DeadLetterRow[]>(pool, prepared("dead_letters", text), parameters.values);
      return pageOf(rows, first, toDeadLetter);
    },

    async count(state, filter) {
      const parameters = new Parameters();
      const conditions = and(matching(state, filter, parameters));
      const text = `SELECT count(*)::text AS json FROM dead_letter d WHERE true ${conditions}`;
      return queryJson(pool, prepared("count_dead_letters", text), parameters.values);
    },

    async find(id) {
      const row = isUuid(id) ? await queryJson<DeadLetterRow | null>(pool, FIND, [id]) : null;
      return row && toDeadLetter(row);
    },

    async redrive(id, decision, key) {
      const known = key === null ? undefined : await earlier(id, decision, key);
      if (known !== undefined) return known;
      try {
        const decided = await decide(id, REDRIVE, [decision.by, decision.note, key]);
        // Another request with the key came between.
        const again = decided?.outcome === "REFUSED" && key !== null;
        return again ? ((await earlier(id, decision, key)) ?? decided) : decided;
      } catch (error) {
        if ((error as { code?: unknown }).code === UNIQUE_VIOLATION) return "KEY_REUSED";
        throw error;
      }
    },

    async redriveAll(filter, { by, note }, most) {
      const parameters = new Parameters();
      for (const [value, type] of [
        [by, "text"],
        [note, "text"],
        [most, "int"],
      ] as const)
        parameters.add(value, type);
      const text = redriveAll(and(filtered(filter, parameters)));
      return writeJson(pool, prepared("redrive_dead_letters", text), parameters.values);
    },

    discard: (id, { by, note }) => decide(id, DISCARD, [by, note]),
  };
}

const UNIQUE_VIOLATION = "23505";

function matching(state: DeadLetterState, filter: DeadLetterFilter, parameters: Parameters): string[] {
  return [`d.state = ${parameters.add(state, "text")}`, ...filtered(filter, parameters)];
}

function filtered({ source, reasonContains, eventType }: DeadLetterFilter, parameters: Parameters): string[] {
  return [
    ...(source === null ? [] : [`d.source = ${parameters.add(source, "text")}`]),
    ...(reasonContains === null ? [] : [`strpos(d.reason, ${parameters.add(reasonContains, "text")}) > 0`]),
    ...(eventType === null ? [] : [`d.event_type = ${parameters.add(eventType, "text")}`]),
  ];
}
