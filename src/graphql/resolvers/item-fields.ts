import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, FieldResolver, ID, Info, Resolver, Root } from "type-graphql";
import { FIELD_SCOPES } from "../../auth/rights.js";
import { checkIds } from "../arguments.js";
import { pagesOf, toConnection } from "../connection.js";
import type { GraphqlContext } from "../context.js";
import { ledgerFilter, reservationFilter } from "../filters.js";
import { ItemReservationsArgs } from "../inputs/reservation-args.js";
import { PageArgs } from "../inputs/page-args.js";
import { countListed } from "../listed.js";
import { ENTRY_CURSOR, RESERVATION_CURSOR } from "../map/lists.js";
import { toReservation } from "../map/reservation.js";
import { toLedgerEntry, toStockLevel } from "../map/stock.js";
import { warehouseIdsReached, warehouseIdsWithin } from "../reach.js";
import { InventoryItem } from "../types/inventory-item.js";
import { LedgerEntryConnection } from "../types/ledger-entry-connection.js";
import { ReservationConnection } from "../types/reservation-connection.js";
import { StockLevel } from "../types/stock-level.js";

@Resolver(() => InventoryItem)
export class InventoryItemFields {
  @FieldResolver(() => [StockLevel], {
    description: "By the warehouses' priority. Of an item as of a moment, those that had been moved by then.",
  })
  async levels(
    @Root() { productVariantId, asOf }: InventoryItem,
    @Arg("warehouseIds", () => [ID], { nullable: true, description: "Ids or codes; by default all." })
    warehouseIds: string[] | null | undefined,
    @Ctx() { loaders, principal }: GraphqlContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<StockLevel[]> {
    checkIds("warehouseIds", warehouseIds);
    const [levels, within] = await Promise.all([
      asOf ? loaders.levelsAt(productVariantId, asOf.getTime()) : loaders.levels(productVariantId),
      warehouseIdsWithin(principal, warehouseIds, loaders),
    ]);
    const seen = levels.filter(({ warehouseId }) => within?.has(warehouseId) ?? true);
    countListed(info, seen.length);
    return seen.map(toStockLevel);
  }

  @FieldResolver(() => ReservationConnection, {
    description: `Those that hold or held the item, newest first. Needs the scope ${FIELD_SCOPES["InventoryItem.reservations"]}.`,
  })
  async reservations(
    @Root() { productVariantId }: InventoryItem,
    @Args(() => ItemReservationsArgs) { statuses, ...asked }: ItemReservationsArgs,
    @Ctx() context: GraphqlContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ReservationConnection> {
    context.permitField("InventoryItem.reservations", FIELD_SCOPES["InventoryItem.reservations"]);
    const { loaders, principal } = context;
    const pages = pagesOf(asked, RESERVATION_CURSOR);
    countListed(info, pages.first);
    const within = await warehouseIdsReached(principal, loaders);
    const filter = reservationFilter(statuses ? { statuses } : null, within);
    return toConnection(await loaders.reservationsOf(productVariantId, { filter, pages }), {
      codec: RESERVATION_CURSOR,
      hasPreviousPage: pages.after !== null,
      toNode: toReservation,
      count: () => loaders.countReservationsOf(productVariantId, filter),
    });
  }

  @FieldResolver(() => LedgerEntryConnection, {
    description: `Newest first. Needs the scope ${FIELD_SCOPES["InventoryItem.ledger"]}.`,
  })
  async ledger(
    @Root() { productVariantId }: InventoryItem,
    @Args(() => PageArgs) asked: PageArgs,
    @Ctx() context: GraphqlContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<LedgerEntryConnection> {
    context.permitField("InventoryItem.ledger", FIELD_SCOPES["InventoryItem.ledger"]);
    const { loaders, principal } = context;
    const pages = pagesOf(asked, ENTRY_CURSOR);
    countListed(info, pages.first);
    const filter = ledgerFilter(null, await warehouseIdsReached(principal, loaders));
    return toConnection(await loaders.ledgerOf(productVariantId, { filter, pages }), {
      codec: ENTRY_CURSOR,
      hasPreviousPage: pages.after !== null,
      toNode: toLedgerEntry,
      count: () => loaders.countEntriesOf(productVariantId, filter),
    });
  }
}
