import type { Prisma } from "../generated/client.js";
import { parseJson } from "../json-query.js";

/** A transaction in hand: the only thing that writes. */
export type Transaction = Pick<Prisma.TransactionClient, "$queryRawUnsafe" | "$executeRawUnsafe">;

/** Runs a fixed statement whose one row has one column, `json`. */
export async function selectJson<T>(tx: Transaction, text: string, ...values: unknown[]): Promise<T> {
  return parseJson<T>(await tx.$queryRawUnsafe<{ json: string }[]>(text, ...values), text.slice(0, 60));
}
