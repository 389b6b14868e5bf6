import type { Call } from "./calls.js";
import { adjust, setStock, setStocks } from "./counts.js";
import { bookExpired, confirm, extend, fulfill, release } from "./holds.js";
import { reserve, shortfalls } from "./reserve.js";
import {
  assign,
  createBin,
  createItem,
  createWarehouse,
  deleteItem,
  discontinue,
  updateItem,
  updateWarehouse,
} from "./places.js";
import {
  Refused,
  status,
  totals,
  type Entry,
  type Hold,
  type Item,
  type Made,
  type Refusal,
  type Stock,
  type Transfer,
  type Warehouse,
} from "./state.js";
import { cancelTransfer, createTransfer, receiveTransfer } from "./transfers.js";

/** What a command must answer, in the terms that `outcome.ts` brings the real answers to. */
export type Outcome =
  | { readonly ok: true; readonly facts: unknown }
  | { readonly ok: false; readonly refusals: readonly Refusal[] };

/**
 * Carries out one command on the model.
 *
 * @param made of what the command makes, if it makes something.
 */
export function apply(stock: Stock, call: Call, made: Made): Outcome {
  for (const id of itemsOf(stock, call)) bookExpired(stock, id);
  stock.entries = [];
  stock.events = [];
  try {
    return { ok: true, facts: run(stock, call, made) };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { ok: false, refusals: error.refusals };
  }
}

function run(stock: Stock, { verb, input }: Call, made: Made): unknown {
  switch (verb) {
    case "createItem":
      return { item: itemFacts(createItem(stock, input)) };
    case "updateItem":
      return { item: itemFacts(updateItem(stock, input)) };
    case "discontinue":
      return { item: itemFacts(discontinue(stock, input, true)) };
    case "reactivate":
      return { item: itemFacts(discontinue(stock, input, false)) };
    case "deleteItem": {
      const { item, removed } = deleteItem(stock, input);
      return { item: itemFacts(item), removed };
    }
    case "reserve": {
      const short = shortfalls(stock, input);
      return { reservation: holdFacts(reserve(stock, input, made)), shortfalls: short };
    }
    case "extend":
      return { reservation: holdFacts(extend(stock, input)) };
    case "confirm":
      return { reservation: holdFacts(confirm(stock, input)) };
    case "fulfill":
      return { reservation: holdFacts(fulfill(stock, input)) };
    case "release":
      return { reservations: release(stock, input).map(holdFacts).sort(byId) };
    case "adjust":
      return { item: itemFacts(adjust(stock, input)), entries: entryFacts(stock.entries) };
    case "setStock":
      return { item: itemFacts(setStock(stock, input)), entries: entryFacts(stock.entries) };
    case "setStocks": {
      const results = setStocks(stock, input);
      return { results: results.map((each) => (Array.isArray(each) ? each : itemFacts(each))) };
    }
    case "createTransfer":
      return { transfer: transferFacts(createTransfer(stock, input, made.id)) };
    case "receiveTransfer":
      return { transfer: transferFacts(receiveTransfer(stock, input)) };
    case "cancelTransfer":
      return { transfer: transferFacts(cancelTransfer(stock, input)) };
    case "createWarehouse":
      return { warehouse: warehouseFacts(createWarehouse(stock, input, made.id)) };
    case "updateWarehouse":
      return { warehouse: warehouseFacts(updateWarehouse(stock, input)) };
    case "createBin":
      return { warehouse: warehouseFacts(createBin(stock, input, made.id)) };
    case "assign":
      return { item: itemFacts(assign(stock, input)) };
    default:
      return verb satisfies never;
  }
}

/** The items that a command touches, by name or through what it names. */
function itemsOf(stock: Stock, { verb, input }: Call): string[] {
  const ofHolds = (holds: readonly (Hold | undefined)[]) =>
    holds.flatMap((hold) => hold?.lines.map(({ item }) => item) ?? []);
  switch (verb) {
    case "reserve":
    case "setStocks":
    case "createTransfer":
      return unique(input.lines.map(({ productVariantId }) => productVariantId));
    case "extend":
    case "confirm":
    case "fulfill":
      return unique(ofHolds([stock.holds.get(input.reservationId)]));
    case "release":
      return unique(
        ofHolds([stock.holds.get(input.reservationId ?? ""), ...stock.holdsOfOrder(input.orderId ?? "")]),
      );
    case "adjust": {
      const isSale = input.changeType === "SALE";
      return unique([
        input.productVariantId,
        ...ofHolds(isSale ? stock.holdsOfOrder(input.orderId ?? "") : []),
      ]);
    }
    case "receiveTransfer":
    case "cancelTransfer":
      return unique(stock.transfers.get(input.transferId)?.lines.map(({ item }) => item) ?? []);
    case "createWarehouse":
    case "updateWarehouse":
    case "createBin":
      return [];
    default:
      return [input.productVariantId];
  }
}

const unique = (ids: readonly string[]): string[] => [...new Set(ids)];
const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1);

export function itemFacts(item: Item) {
  const { id, sku, threshold, policy, limit, version, inTransit, deleted } = item;
  return {
    id,
    sku,
    threshold,
    policy,
    limit,
    version,
    inTransit,
    deleted,
    ...totals(item),
    status: status(item),
  };
}

export function holdFacts({ id, orderId, status: state, version, ttl, lines }: Hold) {
  const sorted = lines
    .map(({ item, warehouse, quantity, fulfilled, released }) =>
      [item, warehouse, quantity, fulfilled, released].join(" "),
    )
    .sort();
  return { id, orderId, status: state, version, forever: ttl === 0, lines: sorted };
}

export function entryFacts(entries: readonly Entry[]): string[] {
  return entries
    .map(({ item, version, warehouse, kind, ...numbers }) => {
      const { quantityDelta, reservedDelta, quantityAfter, reservedAfter } = numbers;
      return [
        item,
        version,
        warehouse,
        kind,
        quantityDelta,
        reservedDelta,
        quantityAfter,
        reservedAfter,
      ].join(" ");
    })
    .sort();
}

export function transferFacts({ id, from, to, status: state, lines }: Transfer) {
  const sorted = lines
    .map(({ item, quantity, received, missing, returned }) =>
      [item, quantity, received, missing, returned].join(" "),
    )
    .sort();
  return { id, from, to, status: state, lines: sorted };
}

export function warehouseFacts({ id, code, name, priority, active, version }: Warehouse) {
  return { id, code, name, priority, active, version };
}
