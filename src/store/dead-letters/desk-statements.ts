import type { JsonStatement } from "../json-query.js";
import { letterJson } from "./dead-letter-row.js";

/** Of each letter in a list: what a person looks at, however large the bodies are. */
export const LISTED_BYTES = 16_384;
export const LATEST_FIRST = "d.died_at DESC, d.id DESC";

const WHOLE = "octet_length(d.content) = d.content_bytes";

export const FIND: JsonStatement = {
  name: "find_dead_letter",
  text: `SELECT coalesce((SELECT ${letterJson(null)} FROM dead_letter d WHERE d.id = $1::uuid)::text, 'null') AS json`,
};

/** The letter that a subject's key stands for. */
export const OF_KEY: JsonStatement = {
  name: "dead_letter_of_key",
  text: `SELECT coalesce((SELECT ${letterJson(null)} FROM dead_letter d
           WHERE d.settled_by = $1 AND d.idempotency_key = $2)::text, 'null') AS json`,
};

/** The letter as it is now, and whether `change` was made. */
const deciding = (name: string, change: string): JsonStatement => ({
  name,
  text: `WITH done AS (UPDATE dead_letter d SET ${change} RETURNING d.*),
              now AS (SELECT * FROM done UNION ALL
                      SELECT * FROM dead_letter WHERE id = $1::uuid AND NOT EXISTS (SELECT FROM done))
         SELECT coalesce((SELECT json_build_object('letter', ${letterJson(null)}, 'whole', ${WHOLE},
           'done', EXISTS (SELECT FROM done)) FROM now d)::text, 'null') AS json`,
});

export const REDRIVE = deciding(
  "redrive_dead_letter",
  `state = 'REDRIVING', settled_by = $2, note = $3, idempotency_key = $4
   WHERE id = $1::uuid AND state = 'OPEN' AND ${WHOLE}`,
);

export const DISCARD = deciding(
  "discard_dead_letter",
  `state = 'DISCARDED', settled_by = $2, note = $3, settled_at = clock_timestamp()
   WHERE id = $1::uuid AND state = 'OPEN'`,
);

/** `conditions` on rows `d`; `$1` who, `$2` the note, `$3` at most so many. */
export const redriveAll = (conditions: string): string => `
  WITH picked AS (
    SELECT d.id FROM dead_letter d WHERE d.state = 'OPEN' AND ${WHOLE} ${conditions}
    ORDER BY d.died_at, d.id LIMIT $3::int + 1 FOR UPDATE),
  done AS (
    UPDATE dead_letter d SET state = 'REDRIVING', settled_by = $1::text, note = $2::text
    WHERE d.id IN (SELECT id FROM (SELECT p.id FROM picked p JOIN dead_letter o ON o.id = p.id
                                   ORDER BY o.died_at, o.id LIMIT $3::int) first) RETURNING 1)
  SELECT json_build_object('count', (SELECT count(*) FROM done),
    'hasMore', (SELECT count(*) FROM picked) > $3::int)::text AS json`;
