import { expect } from "@jest/globals";
import { query } from "./services.js";

/** Of orders that were reserved and then sold or released whole: each once, with the events of it told once. */
export async function expectOneEffectEach(databaseUrl: string): Promise<void> {
  const wrong = await query(
    databaseUrl,
    `SELECT r.order_id, r.status, l.entries, v.events FROM reservation r
     JOIN LATERAL (SELECT array_agg(kind ORDER BY kind) AS entries FROM ledger_entry e WHERE e.reference = r.order_id) l ON true
     LEFT JOIN (SELECT aggregate_id AS order_id, array_agg(event_type ORDER BY event_type) AS events FROM event
                WHERE aggregate_type = 'Allocation' AND event_type NOT IN ('AllocationConfirmedEvent', 'AllocationRejectedEvent')
                GROUP BY 1) v USING (order_id)
     WHERE coalesce((r.status, l.entries, v.events) NOT IN (
       ('FULFILLED', ARRAY['RESERVATION', 'SALE'], ARRAY['AllocationCreatedEvent', 'AllocationFulfilledEvent']),
       ('RELEASED', ARRAY['RELEASE', 'RESERVATION'], ARRAY['AllocationCancelledEvent', 'AllocationCreatedEvent'])), true)`,
  );
  expect(wrong).toEqual([]);
}
