import { Args, Ctx, Query, Resolver } from "type-graphql";
import { checkId } from "../arguments.js";
import { pagesOf, toConnection } from "../connection.js";
import type { GraphqlContext } from "../context.js";
import { ledgerFilter } from "../filters.js";
import { LedgerArgs } from "../inputs/ledger-args.js";
import { ENTRY_CURSOR } from "../map/lists.js";
import { toLedgerEntry } from "../map/stock.js";
import { warehouseIdsReached } from "../reach.js";
import { LedgerEntryConnection } from "../types/ledger-entry-connection.js";

@Resolver()
export class LedgerQueries {
  @Query(() => LedgerEntryConnection, { description: "Newest first; of deleted items too." })
  async ledger(
    @Args(() => LedgerArgs) { filter, ...asked }: LedgerArgs,
    @Ctx() { reader, loaders, principal }: GraphqlContext,
  ): Promise<LedgerEntryConnection> {
    const pages = pagesOf(asked, ENTRY_CURSOR);
    const warehouse = filter?.warehouseId;
    if (warehouse != null) checkId("filter.warehouseId", warehouse);
    const refs = warehouse == null ? null : [warehouse];
    const wanted = ledgerFilter(filter, await warehouseIdsReached(principal, loaders, refs));
    return toConnection(await reader.ledgerPage(wanted, pages), {
      codec: ENTRY_CURSOR,
      hasPreviousPage: pages.after !== null,
      toNode: toLedgerEntry,
      count: () => reader.countEntries(wanted),
    });
  }
}
