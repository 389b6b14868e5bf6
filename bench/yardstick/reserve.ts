import { randomUUID } from "node:crypto";
import { v7 } from "uuid";
import type { QueryConfig } from "pg";
import { RESERVE } from "./reserve-statement.js";

export interface ReserveRequest {
  readonly productVariantId: string;
  readonly quantity: number;
  readonly orderId: string;
}

/** Ids that begin with the time keep the primary keys' inserts on the last pages. */
export function reserveQuery(
  { productVariantId, quantity, orderId }: ReserveRequest,
  reservationId: string,
): QueryConfig {
  const ids = [v7(), v7(), v7(), randomUUID(), v7()];
  const values = [productVariantId, quantity, orderId, reservationId, ...ids];
  return { name: "reserve", text: RESERVE, values };
}
