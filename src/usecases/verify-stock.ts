import { differencesOf, type Audit, type StockDifference } from "../domain/audit.js";
import type { Result } from "../domain/decision.js";
import { MAX_LINES, Problems } from "../domain/validate.js";
import type { StockAudits } from "../ports/stock-audits.js";
import type { UnitOfWork } from "../ports/unit-of-work.js";
import type { Caller, Optional } from "./use-case.js";

export interface VerifyStockInput {
  /** At most 250; null = every item, deleted ones included. */
  readonly productVariantIds?: Optional<readonly string[]>;
  /** Whether to book what brings the numbers back into agreement. */
  readonly repair?: Optional<boolean>;
}

/** What of one page of items was found, and what became of it. */
export interface VerifiedPage {
  readonly checked: number;
  /** Of the ids that were given. */
  readonly unknown: readonly string[];
  /** As they were before a repair. */
  readonly differences: readonly StockDifference[];
  readonly repaired: readonly StockDifference[];
  /** What no repair can mend without breaking a rule; of a repair alone. */
  readonly beyondRepair: readonly StockDifference[];
}

export interface VerifyDeps {
  readonly unitOfWork: UnitOfWork;
  readonly audits: StockAudits;
}

/** Items read by one statement; each sees one moment, whatever is written meanwhile. */
const PAGE = 1_000;

/**
 * Compares totals, levels, ledger, holds and transfers, page by page as the answer is read;
 * nothing is locked to look.
 */
export function verifyStock(
  deps: VerifyDeps,
  { productVariantIds, repair }: VerifyStockInput,
  caller: Caller,
): Result<AsyncGenerator<VerifiedPage>> {
  const problems = new Problems();
  const ids = productVariantIds ?? null;
  if (ids !== null && ids.length > MAX_LINES) {
    const message = `Must be at most ${MAX_LINES} ids, not ${ids.length}; without ids, all are verified.`;
    problems.invalid(["productVariantIds"], message, "LIMIT_EXCEEDED");
  }
  ids?.forEach((id, index) => problems.id(["productVariantIds", String(index)], id));
  if (problems.refusals.length > 0) return { ok: false, refusals: problems.refusals };
  return { ok: true, value: verify(deps, ids, repair === true, caller) };
}

async function* verify(
  deps: VerifyDeps,
  ids: readonly string[] | null,
  repair: boolean,
  caller: Caller,
): AsyncGenerator<VerifiedPage> {
  for await (const audits of pagesOf(deps.audits, ids)) {
    const differences = audits.flatMap(differencesOf);
    const known = new Set(audits.map(({ item }) => item.productVariantId));
    const unknown = (ids ?? []).filter((id) => !known.has(id));
    const page = { checked: audits.length, unknown, differences, repaired: [], beyondRepair: [] };
    yield repair ? { ...page, ...(await repairAll(deps, differences, caller)) } : page;
  }
}

async function* pagesOf(audits: StockAudits, ids: readonly string[] | null): AsyncGenerator<Audit[]> {
  if (ids !== null) {
    yield await audits.of(ids);
    return;
  }
  let last: string | null = null;
  let size = PAGE;
  do {
    const page: Audit[] = await audits.after(last, size);
    if (page.length > 0) yield page;
    last = page.at(-1)?.item.productVariantId ?? null;
    // What took too long is not tried at that size again at once.
    size = Math.min(PAGE, Math.max(1, 2 * page.length));
  } while (last !== null);
}

/** One command an item: what is wrong with one must not keep the others from being repaired. */
async function repairAll(
  { unitOfWork }: VerifyDeps,
  differences: readonly StockDifference[],
  caller: Caller,
): Promise<Pick<VerifiedPage, "repaired" | "beyondRepair">> {
  const submission = { ...caller, idempotencyKey: null, deadline: null };
  const repaired: StockDifference[] = [];
  const beyondRepair: StockDifference[] = [];
  for (const id of new Set(differences.map(({ productVariantId }) => productVariantId))) {
    const result = await unitOfWork.execute({ kind: "repair", productVariantIds: [id] }, submission);
    if (!result.ok) continue;
    repaired.push(...result.value.repaired);
    beyondRepair.push(...result.value.beyondRepair);
  }
  return { repaired, beyondRepair };
}
