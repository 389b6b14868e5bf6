import { randomUUID } from "node:crypto";
import type { StockDifference } from "../domain/audit.js";
import { MAX_LINES } from "../domain/validate.js";
import type { Reader } from "../ports/reader.js";
import type { Caller } from "../usecases/use-case.js";
import { verifyStock, type VerifyDeps } from "../usecases/verify-stock.js";
import { showProgress } from "./stock/progress.js";

interface OpenedVerify extends VerifyDeps {
  readonly reader: Reader;
  close(): Promise<void>;
}

/** Of all pages. */
interface Look {
  checked: number;
  readonly unknown: string[];
  readonly differences: StockDifference[];
  readonly repaired: StockDifference[];
}

export interface VerifyOptions {
  /** null: all items. */
  readonly ids: readonly string[] | null;
  readonly repair: boolean;
  /** Lines of JSON. */
  readonly json: boolean;
}

/**
 * `verify`: a line for each number that is not what it should be; with `--repair`, then what
 * became of them.
 *
 * @returns the exit code: 0 all agrees (now), 1 differences remain, or an id is unknown.
 * @throws Error when it could not run to the end.
 */
export async function runVerify(
  { ids, repair, json }: VerifyOptions,
  open: () => Promise<OpenedVerify>,
): Promise<number> {
  const opened = await open();
  try {
    const write = await writerFor(opened.reader, json);
    const found = await look(opened, ids, false);
    for (const id of found.unknown) write.unknown(id);
    for (const difference of found.differences) write.difference(difference);
    const wrong = [...new Set(found.differences.map(({ productVariantId }) => productVariantId))];
    const after = repair && wrong.length > 0 ? await look(opened, wrong, true) : found;
    const repaired = after.repaired.length;
    const remaining = after.differences.length - repaired;
    write.summary({ checked: found.checked, differences: found.differences.length, repaired, remaining });
    return remaining + found.unknown.length > 0 ? 1 : 0;
  } finally {
    await opened.close();
  }
}

/** All items, or the given ones, as many at once as may be. */
async function look(opened: OpenedVerify, ids: readonly string[] | null, repair: boolean): Promise<Look> {
  const all: Look = { checked: 0, unknown: [], differences: [], repaired: [] };
  const progress = showProgress("items", ids?.length ?? (await opened.reader.countItems()));
  try {
    for (const part of ids === null ? [null] : inParts(ids)) {
      const result = verifyStock(opened, { productVariantIds: part, repair }, caller());
      if (!result.ok) throw new Error(result.refusals.map(({ message }) => message).join(" "));
      for await (const { checked, unknown, differences, repaired } of result.value) {
        all.checked += checked;
        all.unknown.push(...unknown);
        all.differences.push(...differences);
        all.repaired.push(...repaired);
        progress.update(all.checked);
      }
    }
  } finally {
    progress.stop();
  }
  return all;
}

function inParts(ids: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(ids.length / MAX_LINES) }, (_, part) =>
    ids.slice(part * MAX_LINES, (part + 1) * MAX_LINES),
  );
}

function caller(): Caller {
  return {
    ...{ subject: "verify", correlationId: randomUUID(), causationId: null, userId: null, traceParent: null },
    ...{ warehouses: null, mayAdjust: true, right: "command", address: null, deadline: null },
  };
}

async function writerFor(reader: Reader, json: boolean) {
  const codes = new Map((await reader.warehouses()).map(({ id, code }) => [id, code]));
  const codeOf = (id: string | null) => (id === null ? null : (codes.get(id) ?? id));
  const print = (line: string) => process.stdout.write(`${line}\n`);
  return {
    difference({ productVariantId, warehouseId, what, stored, expected }: StockDifference) {
      const warehouse = codeOf(warehouseId);
      if (json) print(JSON.stringify({ productVariantId, warehouse, what, stored, expected }));
      else print(`${productVariantId}  ${warehouse ?? "-"}  ${what}  is ${stored}, should be ${expected}`);
    },
    unknown: (id: string) => print(json ? JSON.stringify({ unknown: id }) : `${id}  is unknown`),
    summary(summary: Record<"checked" | "differences" | "repaired" | "remaining", number>) {
      const { checked, differences, repaired, remaining } = summary;
      const told = `${checked} items checked, ${differences} differences, ${repaired} repaired, ${remaining} remain.`;
      print(json ? JSON.stringify(summary) : told);
    },
  };
}
