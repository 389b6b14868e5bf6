/** @needs postgres */
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { createScope, type Scope } from "../../src/lib/scope.js";
import { outcomeOf, TRANSACTION_NAME } from "../../src/store/unit-of-work/commit-lost.js";
import { reserveStock } from "../../src/usecases/reserve-stock.js";
import { eventually } from "../support/eventually.js";
import { openOwnDatabase, type OwnDatabase } from "../support/own-database.js";
import { query, uniqueName } from "../support/services.js";
import { CALLER, openStore, stockUp, type Store } from "../support/store.js";
import { openTcpProxy, type TcpProxy } from "../support/tcp-proxy.js";

let scope: Scope;
let database: OwnDatabase;
let wire: TcpProxy;
let store: Store;
let direct: Store;

beforeEach(async () => {
  scope = createScope();
  database = await openOwnDatabase();
  scope.onClose(() => database.server.close());
  // What is not committed stays in memory until the crash.
  await query(database.url, "ALTER SYSTEM SET wal_writer_delay = '10s'");
  // It takes numbers of its own, which are foretold here.
  await query(database.url, "ALTER SYSTEM SET autovacuum = off");
  await query(database.url, "SELECT pg_reload_conf()");
  wire = await openTcpProxy(database.url);
  scope.onClose(() => wire.close());
  store = openStore(wire.url);
  scope.onClose(() => store.close());
  direct = openStore(database.url);
  scope.onClose(() => direct.close());
}, 60_000);

afterEach(() => scope.close(), 60_000);

/** The number of a transaction of its own, committed. */
async function nextNumber(): Promise<number> {
  const [row] = await query<{ xid: string }>(database.url, "SELECT pg_current_xact_id()::text AS xid");
  return Number(row?.xid);
}

interface Answer {
  readonly ok?: boolean;
  readonly code?: string;
}

/** Begins a reserve, and crashes the database when it is about to commit. */
async function crashAtCommit() {
  const id = await stockUp(direct, uniqueName("crashed"), 100);
  const number = (await nextNumber()) + 1;
  // Refused from that moment: nobody may ask what became of it before the crash.
  const cut = wire.cutAt("COMMIT", "undelivered", "refuse");
  const input = { orderId: uniqueName("order"), lines: [{ productVariantId: id, quantity: 1 }] };
  const answer: Promise<Answer> = reserveStock(store.deps, input, CALLER).then(
    ({ ok }) => ({ ok }),
    ({ code }: { code: string }) => ({ code }),
  );
  await eventually(() => expect(cut.done()).toBe(true));
  await database.server.fell("SIGQUIT");
  await database.server.raise();
  return { id, number, answer };
}

/** It was told that nothing happened, or held it after all; what was told is so. */
async function expectTrue(id: string, answer: Answer): Promise<void> {
  expect([{ ok: true }, { code: "UNAVAILABLE" }]).toContainEqual(answer);
  expect(await direct.reader.items([id])).toMatchObject([{ reserved: answer.ok ? 1 : 0 }]);
}

it("when the database crashes at COMMIT, and transactions follow, then what is told is so", async () => {
  const { id, number, answer } = await crashAtCommit();
  while ((await nextNumber()) < number) continue;
  const [row] = await query(database.url, "SELECT pg_xact_status($1::text::xid8) AS status", [number]);
  wire.accept();
  // Whether what was lost had been written down, and so keeps its number, is up to the moment.
  if (row?.["status"] !== "committed") return expectTrue(id, await answer);
  // The number is another transaction's now.
  expect([{ code: "OUTCOME_UNKNOWN" }, { code: "UNAVAILABLE" }]).toContainEqual(await answer);
  expect(await direct.reader.items([id])).toMatchObject([{ reserved: 0 }]);
}, 60_000);

it("when a number was given again in another life of the server, then it says nothing", async () => {
  const { pool } = direct.database;
  const { rows } = await pool.query<{ name: string }>(`SELECT ${TRANSACTION_NAME} AS name`);
  const [number, life] = (rows[0]?.name ?? "").split("@");
  const { signal } = new AbortController();
  expect(await outcomeOf(pool, `${number}@${life}`, signal)).toBe("committed");
  expect(await outcomeOf(pool, `${number}@${life} before`, signal)).toBe("unknown");
  await database.server.fell("SIGQUIT");
  await database.server.raise();
  expect(await outcomeOf(pool, `${number}@${life}`, signal)).not.toBe("committed");
}, 60_000);

it("when the database crashes at COMMIT, and nothing has its transaction's number since, then it is run again, or is not there", async () => {
  const { id, answer } = await crashAtCommit();
  wire.accept();
  await expectTrue(id, await answer);
}, 60_000);
