import type { Bin, Warehouse } from "../model.js";

export interface CreateWarehouse {
  readonly kind: "createWarehouse";
  readonly code: string;
  readonly name: string;
  readonly priority: number;
}

/** `undefined` leaves a field as it is. */
export interface UpdateWarehouse {
  readonly kind: "updateWarehouse";
  /** Id or code. */
  readonly warehouse: string;
  readonly name?: string | undefined;
  readonly priority?: number | undefined;
  readonly active?: boolean | undefined;
}

export interface CreateBin {
  readonly kind: "createBin";
  /** Id or code. */
  readonly warehouse: string;
  readonly code: string;
}

export interface RenameBin {
  readonly kind: "renameBin";
  readonly binId: string;
  readonly code: string;
}

export interface WarehouseAnswers {
  createWarehouse: { readonly warehouse: Warehouse };
  updateWarehouse: { readonly warehouse: Warehouse };
  createBin: { readonly warehouse: Warehouse; readonly bin: Bin };
  renameBin: { readonly warehouse: Warehouse; readonly bin: Bin };
}

export type WarehouseCommand = CreateWarehouse | UpdateWarehouse | CreateBin | RenameBin;
