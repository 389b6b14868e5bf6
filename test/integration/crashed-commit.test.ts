/** @needs postgres */
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { createScope, type Scope } from "../../src/lib/scope.js";
import { reserveStock } from "../../src/usecases/reserve-stock.js";
import { eventually } from "../support/eventually.js";
import { openOwnDatabase, type OwnDatabase } from "../support/own-database.js";
import { query } from "../support/services.js";
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

/** Begins a reserve, and crashes the database when it is about to commit. */
async function crashAtCommit() {
  const id = await stockUp(direct, "crashed", 100);
  const number = (await nextNumber()) + 1;
  const cut = wire.cutAt("COMMIT", "undelivered");
  const input = { orderId: "order", lines: [{ productVariantId: id, quantity: 1 }] };
  const answer = reserveStock(store.deps, input, CALLER).then(
    ({ ok }) => ({ ok }),
    ({ code }: { code: string }) => ({ code }),
  );
  await eventually(() => expect(cut.done()).toBe(true));
  wire.refuse();
  await database.server.fell("SIGQUIT");
  await database.server.raise();
  return { id, number, answer };
}

it("when the database crashes at COMMIT, and gives the number of the transaction to another, then nobody is told that it was committed", async () => {
  const { id, number, answer } = await crashAtCommit();
  while ((await nextNumber()) < number) continue;
  const [row] = await query(database.url, "SELECT pg_xact_status($1::text::xid8) AS status", [number]);
  expect(row).toEqual({ status: "committed" });
  wire.accept();
  expect(await answer).toEqual({ code: "OUTCOME_UNKNOWN" });
  expect(await direct.reader.items([id])).toMatchObject([{ reserved: 0 }]);
}, 60_000);

it("when the database crashes at COMMIT, and nothing has its transaction's number since, then it is run again", async () => {
  const { id, answer } = await crashAtCommit();
  wire.accept();
  expect(await answer).toEqual({ ok: true });
  expect(await direct.reader.items([id])).toMatchObject([{ reserved: 1 }]);
}, 60_000);
