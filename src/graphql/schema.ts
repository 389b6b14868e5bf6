import "reflect-metadata";
import type { GraphQLSchema } from "graphql";
import { buildSchemaSync, type PubSub } from "type-graphql";
import { federate } from "./federation/federate.js";
import { guardRootFields } from "./guard.js";
import { AvailabilityQuery, AvailabilitySourceFields } from "./resolvers/availability-query.js";
import { DeadLetterResolvers } from "./resolvers/dead-letters.js";
import { EventSchemaQueries } from "./resolvers/event-schema-queries.js";
import { EventQueries } from "./resolvers/event-queries.js";
import { EventSubscriptions } from "./resolvers/event-subscriptions.js";
import { FailedEventResolvers } from "./resolvers/failed-events.js";
import { InventoryItemFields } from "./resolvers/item-fields.js";
import { ItemMutations } from "./resolvers/item-mutations.js";
import { ItemQueries } from "./resolvers/item-queries.js";
import { LedgerQueries } from "./resolvers/ledger-queries.js";
import { NodeQuery } from "./resolvers/node-query.js";
import { OtherQueries } from "./resolvers/other-queries.js";
import { ReconciliationFields, ReconciliationResolvers } from "./resolvers/reconciliations.js";
import { ReplayResolvers } from "./resolvers/replays.js";
import * as references from "./resolvers/references.js";
import { ReservationMutations } from "./resolvers/reservation-mutations.js";
import { ReservationQueries } from "./resolvers/reservation-queries.js";
import { ReservationSubscription } from "./resolvers/reservation-subscription.js";
import { StockMutations } from "./resolvers/stock-mutations.js";
import { StockSubscriptions } from "./resolvers/stock-subscriptions.js";
import { TransferMutations } from "./resolvers/transfer-mutations.js";
import { StockDifferenceFields, VerifyMutation } from "./resolvers/verify-mutation.js";
import { WarehouseMutations } from "./resolvers/warehouse-mutations.js";
import { InsufficientStockError, SimpleUserError, StaleVersionError } from "./types/user-error.js";

// The subscriptions bring their own feed; type-graphql asks for this all the same.
const UNUSED: PubSub = {
  publish: () => undefined,
  subscribe: () => {
    throw new Error("Subscriptions take their events from the live hub");
  },
};

/** What is served: the API with what routers ask of a subgraph, guarded by the table of rights. */
export function buildGraphqlSchema(): GraphQLSchema {
  return guardRootFields(federate(buildApiSchema()));
}

/** The schema with its resolvers, which take everything else from the context. */
export function buildApiSchema(): GraphQLSchema {
  return buildSchemaSync({
    resolvers: [
      ItemQueries,
      InventoryItemFields,
      ReservationQueries,
      LedgerQueries,
      NodeQuery,
      OtherQueries,
      ItemMutations,
      WarehouseMutations,
      StockMutations,
      TransferMutations,
      ReservationMutations,
      AvailabilityQuery,
      AvailabilitySourceFields,
      VerifyMutation,
      StockDifferenceFields,
      StockSubscriptions,
      EventQueries,
      EventSubscriptions,
      ReservationSubscription,
      EventSchemaQueries,
      FailedEventResolvers,
      DeadLetterResolvers,
      ReplayResolvers,
      ReconciliationResolvers,
      ReconciliationFields,
      ...Object.values(references),
    ],
    // Only ever answered through their interface.
    orphanedTypes: [SimpleUserError, InsufficientStockError, StaleVersionError],
    // The use cases validate, and tell what they refuse in userErrors.
    validate: false,
    pubSub: UNUSED,
  });
}
