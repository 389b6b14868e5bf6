import type { Principal } from "../auth/principal.js";
import type { Reservation, Warehouse } from "../domain/model.js";
import type { Loaders } from "./loaders.js";

type Named = Pick<Warehouse, "id" | "code">;

/** Whether the token reaches the warehouse; to others it does not exist. */
export function reaches({ warehouses }: Principal, warehouse: Named): boolean {
  return warehouses === null || named(warehouses, warehouse);
}

/** Ids of the named (by id or code) warehouses that the token reaches; null = all there are. */
export async function warehouseIdsWithin(
  principal: Principal,
  refs: readonly string[] | null | undefined,
  loaders: Loaders,
): Promise<ReadonlySet<string> | null> {
  if (!refs && principal.warehouses === null) return null;
  const all = await loaders.warehouses();
  return new Set(
    all
      .filter((warehouse) => reaches(principal, warehouse) && (!refs || named(refs, warehouse)))
      .map(({ id }) => id),
  );
}

/** Those of the warehouses that were asked for which the token reaches, for as long as a subscription lasts. */
export interface Reach {
  /** null: all there are. */
  readonly ids: ReadonlySet<string> | null;
  /** A warehouse came to be. */
  learn(warehouse: Named): void;
}

export async function reachOf(
  principal: Principal,
  refs: readonly string[] | null | undefined,
  loaders: Loaders,
): Promise<Reach> {
  const within = await warehouseIdsWithin(principal, refs, loaders);
  const ids = within && new Set(within);
  return {
    ids,
    learn(warehouse) {
      if (reaches(principal, warehouse) && (!refs || named(refs, warehouse))) ids?.add(warehouse.id);
    },
  };
}

/** Ids of the warehouses that the token reaches, in any order; null = all there are. */
export async function warehouseIdsReached(
  principal: Principal,
  loaders: Loaders,
  refs: readonly string[] | null = null,
): Promise<string[] | null> {
  const ids = await warehouseIdsWithin(principal, refs, loaders);
  return ids && [...ids];
}

/** A reservation is seen whole or not at all. */
export async function reachesAll(
  principal: Principal,
  { lines }: Reservation,
  loaders: Loaders,
): Promise<boolean> {
  const within = await warehouseIdsWithin(principal, null, loaders);
  return within === null || lines.every(({ warehouseId }) => within.has(warehouseId));
}

function named(refs: readonly string[], { id, code }: Named): boolean {
  return refs.includes(id) || refs.includes(code);
}
