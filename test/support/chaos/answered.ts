import { expect } from "@jest/globals";
import { expectInvariants } from "../model/invariants.js";
import { expectOneEffectEach } from "../one-effect.js";
import { query } from "../services.js";
import type { Traffic } from "./traffic.js";

/** What was answered is what is stored: nothing twice, nothing that nobody was told of, and nothing is oversold. */
export async function expectAnswered(databaseUrl: string, traffic: Traffic): Promise<void> {
  const stored = async (sql: string) =>
    (await query<{ id: string }>(databaseUrl, sql)).map(({ id }) => id).sort();
  expect([...traffic.reservations].sort()).toEqual(await stored("SELECT id FROM reservation"));
  expect([...traffic.entries].sort()).toEqual(
    await stored("SELECT id FROM ledger_entry WHERE kind IN ('RETURN', 'ADJUSTMENT')"),
  );
  await expectOneEffectEach(databaseUrl);
  await expectInvariants(databaseUrl);
}
