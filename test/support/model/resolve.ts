import type { Call, CountInput, Line } from "./calls.js";
import { MAIN, onTheWay, open, totals, type Hold, type HeldLine, type Stock } from "./state.js";
import type { Step } from "./steps.js";

const UNKNOWN = "00000000-0000-4000-8000-00000000dead";
type StepOf<V extends Step["verb"]> = Extract<Step, { verb: V }>;

/** What a step means now; undefined when there is nothing it could mean. */
export function resolve(stock: Stock, step: Step, turn: number): Call | undefined {
  switch (step.verb) {
    case "create":
      return { verb: "createItem", input: { productVariantId: step.item, ...attributesOf(step) } };
    case "update": {
      const sku = step.sku === undefined ? {} : { sku: step.sku };
      return { verb: "updateItem", input: { ...named(stock, step), ...attributesOf(step), ...sku } };
    }
    case "discontinue":
    case "reactivate":
      return { verb: step.verb, input: named(stock, step) };
    case "delete": {
      // Mostly one of which all is on its way: it looks empty.
      const empty = [...stock.items.values()].find(
        (each) => each.inTransit > 0 && totals(each).quantity === 0,
      );
      if (!empty && step.nth % 4 > 0) return undefined;
      return { verb: "deleteItem", input: named(stock, { ...step, item: empty?.id ?? step.item }) };
    }
    case "reserve": {
      const lines = step.lines.map((line) => lineOf(line.item, line.quantity, line.warehouse));
      const policy = step.policy as "PARTIAL" | undefined;
      // Few orders at a time, and always new ones.
      const orderId = `order-${(turn >> 4) * 4 + step.order}`;
      return {
        verb: "reserve",
        input: { orderId, lines, ...given({ ttlSeconds: step.ttl && step.ttl + turn, policy }) },
      };
    }
    case "extend":
      // No two alike: which of two is longer must not depend on milliseconds.
      return {
        verb: "extend",
        input: {
          reservationId: nthHold(stock, step)?.id ?? UNKNOWN,
          ttlSeconds: step.ttl && step.ttl + turn,
        },
      };
    case "confirm":
      return { verb: "confirm", input: { reservationId: nthHold(stock, step)?.id ?? UNKNOWN } };
    case "fulfill": {
      const hold = nthHold(stock, step);
      const lines = partsOf(step.parts, hold ? hold.lines : []);
      return { verb: "fulfill", input: { reservationId: hold?.id ?? UNKNOWN, ...given({ lines }) } };
    }
    case "release":
      return releaseOf(stock, step);
    case "purchase":
    case "take": {
      const delta = step.verb === "take" ? -step.quantity : step.quantity;
      const changeType = step.changeType as "ADJUSTMENT";
      const input = { ...named(stock, step), delta, changeType, ...given({ warehouseId: step.warehouse }) };
      return { verb: "adjust", input };
    }
    case "sellHeld": {
      const hold = nthHold(stock, step);
      const line = hold?.lines[step.part % hold.lines.length];
      if (!hold || !line) return undefined;
      const input = { productVariantId: line.item, delta: -step.quantity, orderId: hold.orderId };
      return { verb: "adjust", input: { ...input, changeType: "SALE", warehouseId: line.warehouse } };
    }
    case "setStock":
      return { verb: "setStock", input: countOf(stock, step.count) };
    case "setStocks": {
      const errorPolicy = step.policy as "REJECT_ALL";
      return {
        verb: "setStocks",
        input: { lines: step.counts.map((each) => countOf(stock, each)), errorPolicy },
      };
    }
    case "transfer": {
      const lines = step.lines.map(({ item, quantity }) => ({
        productVariantId: item,
        quantity: quantity > 5 ? allFree(stock, item, step.from) : quantity,
      }));
      if (step.from === step.to) return undefined;
      return { verb: "createTransfer", input: { fromWarehouseId: step.from, toWarehouseId: step.to, lines } };
    }
    case "receive":
      return receiveOf(stock, step);
    case "cancel":
      return { verb: "cancelTransfer", input: { transferId: nthTransfer(stock, step)?.id ?? UNKNOWN } };
    case "assign": {
      const bins = [...stock.bins.keys()];
      return {
        verb: "assign",
        input: { productVariantId: step.item, binId: bins[step.nth % (bins.length + 1)] ?? UNKNOWN },
      };
    }
    case "makeWarehouse":
      if (step.code === "NOWHERE") return undefined;
      return {
        verb: "createWarehouse",
        input: { code: step.code, name: step.code, priority: step.priority },
      };
    case "changeWarehouse": {
      const { priority, active } = step;
      if (priority === undefined && active === undefined) return undefined;
      return { verb: "updateWarehouse", input: { warehouseId: step.code, ...given({ priority, active }) } };
    }
    case "makeBin":
      return { verb: "createBin", input: { warehouseId: step.code, code: step.bin } };
    default:
      return step satisfies never;
  }
}

function releaseOf(stock: Stock, step: StepOf<"release">): Call {
  const hold = nthHold(stock, step);
  const reason = step.reason as "ORDER_CANCELLED";
  const held = hold && step.byOrder ? stock.holdsOfOrder(hold.orderId) : hold ? [hold] : [];
  const lines = partsOf(
    step.parts,
    held.flatMap((each) => each.lines),
  );
  const target = step.byOrder
    ? { orderId: hold?.orderId ?? "nobody's" }
    : { reservationId: hold?.id ?? UNKNOWN };
  return { verb: "release", input: { ...target, ...given({ lines }), reason } };
}

function receiveOf(stock: Stock, step: StepOf<"receive">): Call {
  const transfer = nthTransfer(stock, step);
  const coming = transfer?.lines ?? [{ item: "v0", quantity: 1, received: 0, missing: 0, returned: 0 }];
  const lines = coming.flatMap((line, index) => {
    const { received, missing } = step.parts[index % step.parts.length] as {
      received: number;
      missing: number;
    };
    // Mostly what may come, sometimes one too many.
    const units = Math.min(received, onTheWay(line) + (received === 5 ? 1 : 0));
    if (units + missing === 0) return [];
    const lost = missing > 0 ? { missingQuantity: missing, missingReason: "broken" } : {};
    return [{ productVariantId: line.item, receivedQuantity: units, ...lost }];
  });
  const whatever = [{ productVariantId: coming[0]?.item ?? "v0", receivedQuantity: 1 }];
  const id = transfer?.id ?? UNKNOWN;
  return { verb: "receiveTransfer", input: { transferId: id, lines: lines.length > 0 ? lines : whatever } };
}

/** So that levels come to nothing, too. */
function allFree(stock: Stock, id: string, warehouse: string): number {
  const item = stock.items.get(id);
  const level = item ? stock.level(item, warehouse) : { quantity: 0, reserved: 0 };
  return Math.max(1, level.quantity - level.reserved);
}

interface Choice {
  readonly item: string;
  readonly version: string;
}

function named(stock: Stock, { item, version }: Choice) {
  const now = stock.items.get(item)?.version ?? 1;
  const expectedVersion = version === "current" ? now : version === "stale" ? now + 7 : undefined;
  return { productVariantId: item, ...given({ expectedVersion }) };
}

function countOf(stock: Stock, count: StepOf<"setStock">["count"]): CountInput {
  const item = stock.items.get(count.item);
  const now = (item && stock.level(item, count.warehouse ?? MAIN).quantity) ?? 0;
  const changeFromQuantity = count.from === "any" ? null : count.from === "current" ? now : now + 1;
  const { quantity, warehouse } = count;
  return { ...named(stock, count), quantity, changeFromQuantity, ...given({ warehouseId: warehouse }) };
}

function attributesOf({ threshold, backorder }: Pick<StepOf<"create">, "threshold" | "backorder">) {
  const policy = backorder?.policy as "DENY" | undefined;
  return given({
    lowStockThreshold: threshold,
    backorderPolicy: policy,
    backorderLimit: backorder?.limit ?? undefined,
  });
}

/** One of the newest, mostly an open one; now and then one that nobody knows. */
function nthHold(stock: Stock, { nth }: { readonly nth: number }): Hold | undefined {
  const all = [...stock.holds.values()].reverse();
  const recent =
    nth % 4 === 0 ? all : all.filter(({ status }) => status === "ACTIVE" || status === "CONFIRMED");
  return nth === 15 ? undefined : recent[nth % Math.max(1, Math.min(recent.length, 12))];
}

function nthTransfer(stock: Stock, { nth }: { readonly nth: number }) {
  const all = [...stock.transfers.values()].reverse();
  const recent = nth % 4 === 0 ? all : all.filter(({ status }) => status === "IN_TRANSIT");
  return nth === 15 ? undefined : recent[nth % Math.max(1, Math.min(recent.length, 6))];
}

type Parts = StepOf<"release">["parts"];

/** Each line of what is held at most once; now and then more than that. */
function partsOf(parts: Parts, held: readonly HeldLine[]): Line[] | undefined {
  if (!parts || held.length === 0) return undefined;
  const lines = new Map<string, Line>();
  for (const { nth, quantity, here } of parts) {
    const line = held[nth % held.length] as HeldLine;
    const units = quantity === 4 ? open(line) + 1 : Math.max(1, Math.min(quantity, open(line)));
    lines.set(line.item, lineOf(line.item, units, here ? line.warehouse : undefined));
  }
  return [...lines.values()];
}

function lineOf(productVariantId: string, quantity: number, warehouse: string | undefined): Line {
  return { productVariantId, quantity, ...given({ warehouseId: warehouse }) };
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Without what is not given. */
function given<T extends object>(fields: T): Given<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<T>;
}
