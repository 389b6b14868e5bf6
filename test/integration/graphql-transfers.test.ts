/** @needs postgres */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createClient, type Client } from "../support/client/client.js";
import * as doc from "../support/client/documents.js";
import { NODE, STOCK_TRANSFER } from "../support/client/read-documents.js";
import { CANCEL_TRANSFER, CREATE_TRANSFER, RECEIVE_TRANSFER } from "../support/client/stock-documents.js";
import type { ReceivedLineInput, StockLineInput } from "../support/generated/graphql.js";
import { openGraphqlNode, type GraphqlNode } from "../support/graphql-node.js";
import { freshDatabase, query, uniqueName, type FreshDatabase } from "../support/services.js";
import { expectConsistent } from "../support/store.js";

let database: FreshDatabase;
let node: GraphqlNode;
let admin: Client;
let east: string;
let closed: string;

beforeAll(async () => {
  database = await freshDatabase();
  node = await openGraphqlNode(database.url);
  admin = await client();
  [east, closed] = [await newWarehouse(), await newWarehouse()];
  await query(database.url, "UPDATE warehouse SET active = false WHERE code = $1", [closed]);
});

afterAll(async () => {
  await node.close();
  await expectConsistent(database.url);
  await database.drop();
});

async function client(warehouses?: string[]): Promise<Client> {
  const request = { role: "admin" as const, ...(warehouses && { warehouses }) };
  return createClient(node.url, (await node.issuer.issue(request)).token);
}

async function newWarehouse(): Promise<string> {
  const code = uniqueName("W");
  await admin.ask(doc.CREATE_WAREHOUSE, { input: { code, name: code } });
  return code;
}

/** A new item with so much in MAIN. */
async function stocked(quantity: number): Promise<string> {
  const productVariantId = uniqueName("variant");
  await admin.ask(doc.CREATE_ITEM, { input: { productVariantId } });
  const input = { productVariantId, delta: quantity, changeType: "PURCHASE" as const };
  await admin.ask(doc.ADJUST, { input });
  return productVariantId;
}

interface Sending {
  readonly from?: string;
  readonly to?: string;
  readonly by?: Client;
  readonly key?: string | null;
}

async function send(
  lines: StockLineInput[],
  { from = "MAIN", to = east, by = admin, key = null }: Sending = {},
) {
  const input = { fromWarehouseId: from, toWarehouseId: to, lines, idempotencyKey: key };
  return (await by.ask(CREATE_TRANSFER, { input })).createStockTransfer;
}

/** The id of a new transfer of so much from MAIN to EAST. */
async function underWay(productVariantId: string, quantity: number): Promise<string> {
  const { transfer, userErrors } = await send([{ productVariantId, quantity }]);
  expect(userErrors).toEqual([]);
  return transfer?.id as string;
}

interface Request {
  readonly by?: Client;
  readonly key?: string | null;
}

async function receive(
  transferId: string,
  lines: ReceivedLineInput[],
  { by = admin, key = null }: Request = {},
) {
  const input = { transferId, lines, idempotencyKey: key };
  return (await by.ask(RECEIVE_TRANSFER, { input })).receiveStockTransfer;
}

async function cancel(transferId: string, { by = admin, key = null }: Request = {}) {
  return (await by.ask(CANCEL_TRANSFER, { input: { transferId, idempotencyKey: key } })).cancelStockTransfer;
}

async function stockOf(id: string) {
  const [item] = await query(
    database.url,
    "SELECT quantity, in_transit, status FROM inventory WHERE product_variant_id = $1",
    [id],
  );
  const levels = await query(
    database.url,
    "SELECT w.code, s.quantity FROM stock_level s JOIN warehouse w ON w.id = s.warehouse_id WHERE s.product_variant_id = $1",
    [id],
  );
  const at = Object.fromEntries(
    levels.map(({ code, quantity }) => [code === "MAIN" ? "main" : "east", quantity]),
  );
  return { ...item, ...at };
}

/** The steps of its transfers, as events tell them. */
const stepsOf = async (id: string) =>
  (
    await query(
      database.url,
      "SELECT data FROM event WHERE aggregate_id = $1 AND event_type = 'StockTransferredEvent' ORDER BY seq",
      [id],
    )
  ).map(({ data: { step, quantity, missingQuantity, outstandingQuantity } }) => [
    ...[step, quantity, missingQuantity, outstandingQuantity],
  ]);

describe("a transfer", () => {
  it("when it is created and received, then its units leave, are nowhere, and arrive", async () => {
    const id = await stocked(4);
    const created = await send([{ productVariantId: id, quantity: 4 }]);
    expect(created).toMatchObject({
      transfer: {
        ...{ status: "IN_TRANSIT", from: { code: "MAIN" }, to: { code: east } },
        lines: [
          {
            item: { productVariantId: id },
            ...{ quantity: 4, receivedQuantity: 0, missingQuantity: 0, missingReason: null },
          },
        ],
      },
      userErrors: [],
    });
    expect(await stockOf(id)).toEqual({ quantity: 0, in_transit: 4, status: "OUT_OF_STOCK", main: 0 });
    const transferId = created.transfer?.id as string;
    const line = { productVariantId: id, receivedQuantity: 3 };
    expect(await receive(transferId, [line])).toMatchObject({
      transfer: { id: transferId, status: "IN_TRANSIT", lines: [{ receivedQuantity: 3 }] },
      userErrors: [],
    });
    expect(await stockOf(id)).toMatchObject({ quantity: 3, in_transit: 1, main: 0, east: 3 });
    const missing = {
      productVariantId: id,
      receivedQuantity: 0,
      missingQuantity: 1,
      missingReason: "broken",
    };
    expect(await receive(transferId, [missing])).toMatchObject({
      transfer: {
        status: "RECEIVED",
        lines: [{ receivedQuantity: 3, missingQuantity: 1, missingReason: "broken" }],
      },
    });
    expect(await stockOf(id)).toMatchObject({ quantity: 3, in_transit: 0, status: "LOW_STOCK" });
    expect(await stepsOf(id)).toEqual([
      ["IN_TRANSIT", 4, 0, 4],
      ["RECEIVED", 3, 0, 1],
      ["RECEIVED", 0, 1, 0],
    ]);
    const kinds = await query(
      database.url,
      "SELECT kind, quantity_delta FROM ledger_entry WHERE reference = $1 ORDER BY item_version",
      [transferId],
    );
    expect(kinds).toEqual([
      { kind: "TRANSFER_OUT", quantity_delta: -4 },
      { kind: "TRANSFER_IN", quantity_delta: 3 },
    ]);
  });

  it("when it is cancelled after a part arrived, then the rest goes back", async () => {
    const [a, b] = [await stocked(10), await stocked(10)];
    const lines = [a, b].map((productVariantId) => ({ productVariantId, quantity: 4 }));
    const transferId = (await send(lines)).transfer?.id as string;
    await receive(transferId, [{ productVariantId: a, receivedQuantity: 1 }]);
    const { transfer } = await cancel(transferId);
    expect(transfer).toMatchObject({ status: "CANCELLED" });
    const returned = transfer?.lines.map(({ item, returnedQuantity }) => [
      item.productVariantId,
      returnedQuantity,
    ]);
    expect(Object.fromEntries(returned ?? [])).toEqual({ [a]: 3, [b]: 4 });
    expect(await stockOf(a)).toMatchObject({ quantity: 10, in_transit: 0, main: 9, east: 1 });
    expect(await stockOf(b)).toMatchObject({ quantity: 10, in_transit: 0, main: 10 });
    expect(await stepsOf(b)).toEqual([
      ["IN_TRANSIT", 4, 0, 4],
      ["CANCELLED", 4, 0, 0],
    ]);
  });

  it("when a request comes again under its key, then its first answer does, and nothing moves", async () => {
    const id = await stocked(10);
    const keys = { create: uniqueName("key"), receive: uniqueName("key"), cancel: uniqueName("key") };
    const lines = [{ productVariantId: id, quantity: 4 }];
    const created = await send(lines, { key: keys.create });
    expect(await send(lines, { key: keys.create })).toEqual(created);
    const transferId = created.transfer?.id as string;
    const part = [{ productVariantId: id, receivedQuantity: 1 }];
    const received = await receive(transferId, part, { key: keys.receive });
    expect(await receive(transferId, part, { key: keys.receive })).toEqual(received);
    const cancelled = await cancel(transferId, { key: keys.cancel });
    expect(cancelled.transfer?.status).toBe("CANCELLED");
    expect(await cancel(transferId, { key: keys.cancel })).toEqual(cancelled);
    expect(await stockOf(id)).toMatchObject({ quantity: 10, in_transit: 0, main: 9, east: 1 });
  });
});

describe("a transfer is refused", () => {
  it("when not all of it is free, then none leaves, and the error says what is", async () => {
    const [a, b] = [await stocked(5), await stocked(5)];
    const held = [{ productVariantId: b, quantity: 3 }];
    await admin.ask(doc.RESERVE, { input: { orderId: uniqueName("o"), lines: held } });
    const lines = [a, b].map((productVariantId) => ({ productVariantId, quantity: 3 }));
    expect(await send(lines)).toMatchObject({
      transfer: null,
      userErrors: [
        {
          ...{ __typename: "InsufficientStockError", field: ["lines", "1", "quantity"] },
          ...{ requested: 3, available: 2 },
        },
      ],
    });
    expect(await stockOf(a)).toMatchObject({ quantity: 5, in_transit: 0 });
  });

  it("when it leads nowhere, or to a closed warehouse, then the field is named", async () => {
    const lines = [{ productVariantId: await stocked(5), quantity: 1 }];
    const refused = async (sending: Sending) =>
      (await send(lines, sending)).userErrors.map(({ code, field }) => [code, ...field]);
    expect(await refused({ to: "MAIN" })).toEqual([["INVALID_INPUT", "toWarehouseId"]]);
    expect(await refused({ to: closed })).toEqual([["INVALID_INPUT", "toWarehouseId"]]);
    expect(await refused({ to: "NOPE" })).toEqual([["NOT_FOUND", "toWarehouseId"]]);
    expect(await refused({ from: "NOPE" })).toEqual([["NOT_FOUND", "fromWarehouseId"]]);
  });

  it("when an item is unknown, then NOT_FOUND", async () => {
    expect(await send([{ productVariantId: uniqueName("nope"), quantity: 1 }])).toMatchObject({
      userErrors: [{ code: "NOT_FOUND", field: ["lines", "0", "productVariantId"] }],
    });
  });

  it("when more is received than is on its way, or what was not sent, then nothing is received", async () => {
    const [a, b] = [await stocked(5), await stocked(5)];
    const transferId = await underWay(a, 3);
    const lines = [
      { productVariantId: a, receivedQuantity: 4 },
      { productVariantId: b, receivedQuantity: 1 },
    ];
    expect(await receive(transferId, lines)).toMatchObject({
      transfer: null,
      userErrors: [
        { code: "INVALID_QUANTITY", field: ["lines", "0", "receivedQuantity"] },
        { code: "NOT_FOUND", field: ["lines", "1", "productVariantId"] },
      ],
    });
    expect(await stockOf(a)).toMatchObject({ quantity: 2, in_transit: 3 });
  });

  it("when it is over, then it can neither be received nor cancelled", async () => {
    const id = await stocked(5);
    const transferId = await underWay(id, 3);
    await cancel(transferId);
    const over = {
      transfer: null,
      userErrors: [
        { code: "INVALID_INPUT", field: ["transferId"], message: expect.stringContaining("CANCELLED") },
      ],
    };
    expect(await receive(transferId, [{ productVariantId: id, receivedQuantity: 1 }])).toMatchObject(over);
    expect(await cancel(transferId)).toMatchObject(over);
  });

  it("when its id is of none, or no id at all, then NOT_FOUND", async () => {
    const unknown = { transfer: null, userErrors: [{ code: "NOT_FOUND", field: ["transferId"] }] };
    expect(await cancel("01a1fb71-0000-7000-8000-000000000000")).toMatchObject(unknown);
    expect(await cancel("no-uuid")).toMatchObject(unknown);
    expect(await receive("no-uuid", [{ productVariantId: "a", receivedQuantity: 1 }])).toMatchObject(unknown);
  });

  it("when a token is confined, then it receives at its own end alone, and sends only where it reaches", async () => {
    const id = await stocked(10);
    const [there, here] = [await client([east]), await client(["MAIN"])];
    const lines = [{ productVariantId: id, quantity: 3 }];
    const fields = ({ userErrors }: { userErrors: { code: string; field: string[] }[] }) =>
      userErrors.map(({ code, field }) => [code, ...field]);
    expect(fields(await send(lines, { by: here }))).toEqual([["NOT_FOUND", "toWarehouseId"]]);
    expect(fields(await send(lines, { by: there }))).toEqual([["NOT_FOUND", "fromWarehouseId"]]);
    const transferId = await underWay(id, 3);
    const hidden = [["NOT_FOUND", "transferId"]];
    const part = [{ productVariantId: id, receivedQuantity: 1 }];
    expect(fields(await receive(transferId, part, { by: here }))).toEqual(hidden);
    expect(fields(await cancel(transferId, { by: there }))).toEqual(hidden);
    expect(fields(await receive(transferId, part, { by: there }))).toEqual([]);
    expect(fields(await cancel(transferId, { by: here }))).toEqual([]);
  });

  it("when a token is confined, then it sees a transfer from either end, and from nowhere else", async () => {
    const transferId = await underWay(await stocked(10), 3);
    const seen = async (warehouse: string) => {
      const by = await client([warehouse]);
      const { stockTransfer } = await by.ask(STOCK_TRANSFER, { id: transferId });
      const { node: found } = await by.ask(NODE, { id: transferId });
      return [stockTransfer?.status, found?.__typename];
    };
    expect(await seen(east)).toEqual(["IN_TRANSIT", "StockTransfer"]);
    expect(await seen("MAIN")).toEqual(["IN_TRANSIT", "StockTransfer"]);
    expect(await seen(closed)).toEqual([undefined, undefined]);
  });
});
