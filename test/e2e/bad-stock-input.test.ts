/** @needs postgres redis rabbitmq */
import { it } from "@jest/globals";
import { BAD_IDS, refusingNode } from "../support/refusing-node.js";

const ERRORS = "userErrors { code field message }";
const SET = `mutation ($input: SetStockInput!) { payload: setStock(input: $input) { item { id } ${ERRORS} } }`;
const SET_MANY = `mutation ($input: SetStocksInput!) {
  payload: setStocks(input: $input) { results { item { id } } ${ERRORS} }
}`;
const SEND = `mutation ($input: CreateStockTransferInput!) {
  payload: createStockTransfer(input: $input) { transfer { id } ${ERRORS} }
}`;
const RECEIVE = `mutation ($input: ReceiveStockTransferInput!) {
  payload: receiveStockTransfer(input: $input) { transfer { id } ${ERRORS} }
}`;
const CANCEL = `mutation ($input: CancelStockTransferInput!) {
  payload: cancelStockTransfer(input: $input) { transfer { id } ${ERRORS} }
}`;

const node = refusingNode();

const NO_TRANSFER = "01a1fb71-0000-7000-8000-000000000000";
const COUNT = { productVariantId: "known", quantity: 1, changeFromQuantity: null };
const LINE = { productVariantId: "known", quantity: 1 };
const ARRIVED = { productVariantId: "known", receivedQuantity: 1 };

const count = (over: object) => ({ input: { ...COUNT, ...over } });
const counts = (...over: object[]) => ({ input: { lines: over.map((each) => ({ ...COUNT, ...each })) } });
const sending = (over: object, ...lines: object[]) => ({
  input: {
    ...{ fromWarehouseId: "MAIN", toWarehouseId: "EAST" },
    ...{ lines: lines.map((line) => ({ ...LINE, ...line })), ...over },
  },
});
const arrival = (...lines: object[]) => ({
  input: { transferId: NO_TRANSFER, lines: lines.map((line) => ({ ...ARRIVED, ...line })) },
});

/** In each place that an id can stand. */
const INPUTS_WITH: [string, string, (id: string) => object][] = [
  ["productVariantId", SET, (id) => count({ productVariantId: id })],
  ["warehouseId", SET, (id) => count({ warehouseId: id })],
  ["lines.1.productVariantId", SET_MANY, (id) => counts({}, { productVariantId: id })],
  ["lines.1.warehouseId", SET_MANY, (id) => counts({}, { warehouseId: id })],
  ["fromWarehouseId", SEND, (id) => sending({ fromWarehouseId: id }, {})],
  ["toWarehouseId", SEND, (id) => sending({ toWarehouseId: id }, {})],
  ["lines.0.productVariantId", SEND, (id) => sending({}, { productVariantId: id })],
  ["transferId", RECEIVE, (id) => ({ input: { transferId: id, lines: [ARRIVED] } })],
  ["lines.0.productVariantId", RECEIVE, (id) => arrival({ productVariantId: id })],
  ["transferId", CANCEL, (id) => ({ input: { transferId: id } })],
];

it.each(BAD_IDS)("when an id in an input has %s, then INVALID_INPUT names its field", async (_name, id) => {
  for (const [field, query, input] of INPUTS_WITH) {
    await node.expectRefused(query, input(id), { code: "INVALID_INPUT", field });
  }
});

const MANY = Array.from({ length: 251 }, (_, n) => ({ productVariantId: `v${n}` }));
const inMain = (line: object) => ({ ...line, warehouseId: "MAIN" });
const LONG = "x".repeat(501);
const GONE = { receivedQuantity: 0, missingQuantity: 1 };

it.each([
  ["quantity", "-1", "INVALID_QUANTITY", SET, count({ quantity: -1 })],
  ["changeFromQuantity", "missing", "INVALID_INPUT", SET, count({ changeFromQuantity: undefined })],
  ["changeFromQuantity", "-1", "INVALID_QUANTITY", SET, count({ changeFromQuantity: -1 })],
  ["reason", "of 501 characters", "INVALID_INPUT", SET, count({ reason: LONG })],
  ["lines", "none", "INVALID_INPUT", SET_MANY, counts()],
  ["lines", "251", "LIMIT_EXCEEDED", SET_MANY, counts(...MANY)],
  ["lines.1", "a level twice", "INVALID_INPUT", SET_MANY, counts({}, { warehouseId: "MAIN" })],
  ["lines.0.idempotencyKey", "given", "INVALID_INPUT", SET_MANY, counts({ idempotencyKey: "k" })],
  ["lines", "none", "INVALID_INPUT", SEND, sending({})],
  ["lines", "251", "LIMIT_EXCEEDED", SEND, sending({}, ...MANY)],
  ["lines", "251 that are wrong", "LIMIT_EXCEEDED", SEND, sending({}, ...MANY.map(inMain))],
  ["lines.0.quantity", "0", "INVALID_QUANTITY", SEND, sending({}, { quantity: 0 })],
  ["lines.0.warehouseId", "given", "INVALID_INPUT", SEND, sending({}, { warehouseId: "MAIN" })],
  ["lines.1.quantity", "too many", "INVALID_QUANTITY", SEND, sending({}, {}, { quantity: 2_147_483_647 })],
  ["toWarehouseId", "where it is", "INVALID_INPUT", SEND, sending({ toWarehouseId: "MAIN" }, {})],
  ["lines", "none", "INVALID_INPUT", RECEIVE, arrival()],
  ["lines", "251", "LIMIT_EXCEEDED", RECEIVE, arrival(...MANY)],
  ["lines.0.receivedQuantity", "-1", "INVALID_QUANTITY", RECEIVE, arrival({ receivedQuantity: -1 })],
  ["lines.0.receivedQuantity", "0 of 0", "INVALID_QUANTITY", RECEIVE, arrival({ receivedQuantity: 0 })],
  ["lines.0.missingQuantity", "-1", "INVALID_QUANTITY", RECEIVE, arrival({ missingQuantity: -1 })],
  ["lines.0.missingReason", "not given", "INVALID_INPUT", RECEIVE, arrival(GONE)],
  ["lines.0.missingReason", "blank", "INVALID_INPUT", RECEIVE, arrival({ ...GONE, missingReason: " " })],
  ["lines.0.missingReason", "too long", "INVALID_INPUT", RECEIVE, arrival({ missingReason: LONG })],
  ["lines.1.productVariantId", "there twice", "INVALID_INPUT", RECEIVE, arrival({}, {})],
  ["transferId", "of no transfer", "NOT_FOUND", RECEIVE, arrival({})],
])("when %s is %s, then %s names it", async (field, _value, code, query, variables) => {
  await node.expectRefused(query, variables, { code, field });
});
