import { Arg, Ctx, ID, Query, Resolver } from "type-graphql";
import { NODE_SCOPES } from "../../auth/rights.js";
import type { Found } from "../../ports/reader.js";
import { checkId } from "../arguments.js";
import type { GraphqlContext } from "../context.js";
import { toReservation } from "../map/reservation.js";
import { toStockTransfer } from "../map/stock-transfer.js";
import { toInventoryItem, toLedgerEntry } from "../map/stock.js";
import { toWarehouse, toWarehouseBin } from "../map/warehouse.js";
import { warehouseIdsReached } from "../reach.js";
import { Node } from "../types/node.js";

@Resolver()
export class NodeQuery {
  @Query(() => Node, {
    nullable: true,
    description: "Whatever has the id; null where nothing has it that the token may read.",
  })
  async node(
    @Arg("id", () => ID) id: string,
    @Ctx() { loaders, principal }: GraphqlContext,
  ): Promise<Node | null> {
    checkId("id", id);
    const found = await loaders.node(id);
    if (!found) return null;
    const node = toNode(found);
    if (!principal.scopes.has(NODE_SCOPES[node.__typename])) return null;
    const reached = await warehouseIdsReached(principal, loaders);
    return reached === null || isSeen(found, reached) ? node : null;
  }
}

function toNode(found: Found): Node & { readonly __typename: keyof typeof NODE_SCOPES } {
  switch (found.kind) {
    case "item":
      return { __typename: "InventoryItem", ...toInventoryItem(found.row) };
    case "warehouse":
      return { __typename: "Warehouse", ...toWarehouse(found.row) };
    case "bin":
      return { __typename: "WarehouseBin", ...toWarehouseBin(found.row) };
    case "reservation":
      return { __typename: "Reservation", ...toReservation(found.row) };
    case "entry":
      return { __typename: "LedgerEntry", ...toLedgerEntry(found.row) };
    case "transfer":
      return { __typename: "StockTransfer", ...toStockTransfer(found.row) };
    default:
      return found satisfies never;
  }
}

/** A transfer is seen from either of its ends, all else whole or not at all. */
function isSeen(found: Found, reached: readonly string[]): boolean {
  const own = warehousesOf(found);
  const isReached = (id: string) => reached.includes(id);
  return found.kind === "transfer" ? own.some(isReached) : own.every(isReached);
}

function warehousesOf(found: Found): readonly string[] {
  switch (found.kind) {
    case "item":
      return [];
    case "warehouse":
      return [found.row.id];
    case "bin":
    case "entry":
      return [found.row.warehouseId];
    case "reservation":
      return found.row.lines.map(({ warehouseId }) => warehouseId);
    case "transfer":
      return [found.row.fromWarehouseId, found.row.toWarehouseId];
    default:
      return found satisfies never;
  }
}
