import { Failure } from "../domain/failure.js";
import type { Principal } from "./principal.js";
import { SCOPES, type Scope } from "./scopes.js";

// Who may do what: the one table. Whatever is not in it is refused.

export const ROLE_SCOPES = {
  admin: ["inventory:admin"],
  "order-service": ["inventory:read", "inventory:reserve"],
  "product-service": ["inventory:read"],
  storefront: ["inventory:read"],
} as const satisfies Readonly<Record<string, readonly Scope[]>>;
export type Role = keyof typeof ROLE_SCOPES;
export const ROLES = Object.keys(ROLE_SCOPES) as readonly Role[];

/** What one call of an operation needs. */
type Right = Scope | RightByArguments;
type Arguments = Readonly<Record<string, unknown>>;

/** `scope` is needed for what `isIt` recognises, `otherwise` for all else. */
interface RightByArguments {
  readonly scope: Scope;
  /** In words, for the documents. */
  readonly of: string;
  readonly isIt: (args: Arguments) => boolean;
  readonly otherwise: Scope;
}

/** Every root field of the schema, as `Type.field`. */
export const RIGHTS = {
  "Query.inventoryItem": "inventory:read",
  "Query.inventoryItems": "inventory:read",
  "Query.inventory": "inventory:read",
  "Query.reservation": "inventory:reserve",
  "Query.reservations": "inventory:reserve",
  "Query.ledger": "inventory:adjust",
  "Query.stockTransfer": "inventory:adjust",
  // Of what it finds, the type's own right decides as well.
  "Query.node": "inventory:read",
  "Query.checkAvailability": "inventory:read",
  "Query.warehouses": "inventory:read",
  "Query.feedPosition": "inventory:read",
  "Query.eventSchemas": "inventory:read",
  "Query.eventSchemaCompatibility": "inventory:admin",
  "Query.events": "inventory:admin",
  "Query.eventPublisher": "inventory:admin",
  "Query.failedEvents": "inventory:admin",
  "Query.deadLetter": "inventory:admin",
  "Query.deadLetters": "inventory:admin",
  "Query.replay": "inventory:admin",
  "Query.replays": "inventory:admin",
  "Query.reconciliation": "inventory:admin",
  "Query.reconciliations": "inventory:admin",
  // For routers of a federated graph.
  "Query._entities": "inventory:read",
  "Query._service": "inventory:read",
  "Mutation.createInventoryItem": "inventory:manage",
  "Mutation.updateInventoryItem": "inventory:manage",
  "Mutation.discontinueInventoryItem": "inventory:manage",
  "Mutation.reactivateInventoryItem": "inventory:manage",
  "Mutation.deleteInventoryItem": "inventory:manage",
  "Mutation.assignItemToBin": "inventory:manage",
  "Mutation.unassignItemFromBin": "inventory:manage",
  "Mutation.createWarehouse": "inventory:manage",
  "Mutation.updateWarehouse": "inventory:manage",
  "Mutation.createWarehouseBin": "inventory:manage",
  "Mutation.updateWarehouseBin": "inventory:manage",
  "Mutation.reserveStock": "inventory:reserve",
  "Mutation.extendReservation": "inventory:reserve",
  "Mutation.confirmReservation": "inventory:reserve",
  "Mutation.fulfillReservation": "inventory:reserve",
  "Mutation.releaseReservation": "inventory:reserve",
  // A sale of what an order holds ends the order's hold, which is the reserver's business.
  "Mutation.adjustStock": {
    scope: "inventory:reserve",
    of: "a `SALE` with an `orderId`",
    isIt: ({ input }) => isSaleOfOrder(input),
    otherwise: "inventory:adjust",
  },
  "Mutation.setStock": "inventory:adjust",
  "Mutation.setStocks": "inventory:adjust",
  "Mutation.createStockTransfer": "inventory:adjust",
  "Mutation.receiveStockTransfer": "inventory:adjust",
  "Mutation.cancelStockTransfer": "inventory:adjust",
  "Mutation.verifyStock": "inventory:admin",
  "Mutation.retryFailedEvent": "inventory:admin",
  "Mutation.resolveFailedEvent": "inventory:admin",
  "Mutation.redriveDeadLetter": "inventory:admin",
  "Mutation.redriveDeadLetters": "inventory:admin",
  "Mutation.discardDeadLetter": "inventory:admin",
  "Mutation.replayEvents": "inventory:admin",
  "Mutation.cancelReplay": "inventory:admin",
  "Mutation.attachSink": "inventory:admin",
  "Mutation.reconcileStock": "inventory:admin",
  "Subscription.stockStatusChanged": "inventory:read",
  "Subscription.stockLevelChanged": "inventory:read",
  "Subscription.lowStock": "inventory:read",
  "Subscription.reservationChanged": "inventory:reserve",
  "Subscription.inventoryEvents": "inventory:admin",
} as const satisfies Readonly<Record<string, Right>>;
export type Operation = keyof typeof RIGHTS;

/** What concerns an item in all its warehouses, or the events of all, is not for a token that is confined to some. */
export const OVER_ALL_WAREHOUSES: ReadonlySet<Operation> = new Set([
  "Mutation.updateInventoryItem",
  "Mutation.discontinueInventoryItem",
  "Mutation.reactivateInventoryItem",
  "Mutation.deleteInventoryItem",
  "Mutation.verifyStock",
  "Query.events",
  "Query.eventPublisher",
  "Query.failedEvents",
  "Query.deadLetter",
  "Query.deadLetters",
  "Query.replay",
  "Query.replays",
  "Query.reconciliation",
  "Query.reconciliations",
  "Mutation.retryFailedEvent",
  "Mutation.resolveFailedEvent",
  "Mutation.redriveDeadLetter",
  "Mutation.redriveDeadLetters",
  "Mutation.discardDeadLetter",
  "Mutation.replayEvents",
  "Mutation.cancelReplay",
  "Mutation.attachSink",
  "Mutation.reconcileStock",
  "Subscription.inventoryEvents",
] as const);

/** Fields that need more than the object they belong to. */
export const FIELD_SCOPES = {
  "InventoryItem.reservations": "inventory:reserve",
  "InventoryItem.ledger": "inventory:adjust",
} as const satisfies Readonly<Record<string, Scope>>;

/** What may be looked up by its own id, and by whom. */
export const NODE_SCOPES = {
  InventoryItem: "inventory:read",
  Warehouse: "inventory:read",
  WarehouseBin: "inventory:read",
  Reservation: "inventory:reserve",
  LedgerEntry: "inventory:adjust",
  StockTransfer: "inventory:adjust",
} as const satisfies Readonly<Record<string, Scope>>;

/**
 * `public`: nobody is asked who they are. `by field`: GraphQL's, each root field by its own right.
 * `by body`: what is asked for decides; the route's handler calls `authorize`.
 */
export type RouteRight = Scope | "public" | "by field" | "by body";

/** Every route of the HTTP server, by method and path. */
export const ROUTE_RIGHTS = {
  "GET /": "public",
  "GET /assets/*": "public",
  "GET /dashboard.json": "public",
  "GET /graphiql": "public",
  "GET /graphiql/*": "public",
  "GET /healthz": "public",
  "GET /readyz": "public",
  // Public by a setting.
  "GET /metrics": "inventory:admin",
  "POST /oauth/token": "public",
  "GET /asyncapi.json": "public",
  "GET /event-schemas": "public",
  "GET /event-schemas/:type/:file": "public",
  "GET /.well-known/event-keys.json": "public",
  "GET /graphql": "by field",
  "POST /graphql": "by field",
  // Say only which methods there are.
  "OPTIONS /graphql": "public",
  "PUT /graphql": "public",
  "PATCH /graphql": "public",
  "DELETE /graphql": "public",
  "GET /graphql/stream": "by field",
  "POST /graphql/stream": "by field",
  // Say only which methods and origins there are.
  "OPTIONS /graphql/stream": "public",
  "PUT /graphql/stream": "public",
  "PATCH /graphql/stream": "public",
  "DELETE /graphql/stream": "public",
  "GET /openapi.json": "public",
  "GET /problems/:kind": "public",
  "GET /docs": "public",
  "GET /docs/": "public",
  "GET /docs/json": "public",
  "GET /docs/yaml": "public",
  "GET /docs/static/*": "public",
  "GET /docs/static/index.html": "public",
  "GET /docs/static/swagger-initializer.js": "public",
  "GET /api/v1/inventory": "inventory:read",
  "GET /api/v1/inventory/:productVariantId": "inventory:read",
  "POST /api/v1/inventory/:productVariantId/reserve": "inventory:reserve",
  "POST /api/v1/inventory/:productVariantId/release": "inventory:reserve",
  // As Mutation.adjustStock: a sale of what an order holds is the reserver's business.
  "POST /api/v1/inventory/adjust-stock": "by body",
  "GET /api/inventory/:productId": "inventory:read",
  "POST /api/inventory/check": "inventory:read",
  // The documents' "ADMIN" and "ROLE_ADMIN".
  "PATCH /v1/products/:productId/inventory": "inventory:admin",
  "POST /api/inventory/add": "inventory:admin",
  "POST /api/inventory/audit": "inventory:admin",
} as const satisfies Readonly<Record<string, RouteRight>>;
export type Route = keyof typeof ROUTE_RIGHTS;

export function isRoute(name: string): name is Route {
  return Object.hasOwn(ROUTE_RIGHTS, name);
}

export function rightOf(route: Route): RouteRight {
  return ROUTE_RIGHTS[route];
}

function isSaleOfOrder(input: unknown): boolean {
  const { changeType, orderId } = (input ?? {}) as Arguments;
  return changeType === "SALE" && typeof orderId === "string";
}

export function isOperation(name: string): name is Operation {
  return Object.hasOwn(RIGHTS, name);
}

/**
 * @returns the scope that it needs.
 * @throws Failure FORBIDDEN, naming the scope that is lacking, or the warehouses that the token is confined to.
 */
export function authorize(principal: Principal, operation: Operation, args: Arguments): Scope {
  const right: Right = RIGHTS[operation];
  const scope = typeof right === "string" ? right : right.isIt(args) ? right.scope : right.otherwise;
  demandScope(principal, scope);
  if (principal.warehouses === null || !OVER_ALL_WAREHOUSES.has(operation)) return scope;
  const some = principal.warehouses.join(", ") || "none";
  throw new Failure("FORBIDDEN", `This concerns all warehouses; the token is confined to ${some}.`);
}

export function demandScope({ scopes }: Principal, scope: Scope): void {
  if (!scopes.has(scope)) throw new Failure("FORBIDDEN", `This needs the scope ${scope}.`);
}

/** A role by any of its spellings: `order-service`, `ORDER_SERVICE`, `ROLE_ADMIN`. */
export function roleNamed(name: string): Role | undefined {
  const plain = name
    .trim()
    .toLowerCase()
    .replaceAll("_", "-")
    .replace(/^role-/, "");
  return ROLES.find((role) => role === plain);
}

/** What the scopes and roles of a token amount to; unknown ones count for nothing. */
export function scopesOf(named: readonly string[], roles: readonly string[]): ReadonlySet<Scope> {
  const granted = new Set<Scope>(SCOPES.filter((scope) => named.includes(scope)));
  for (const role of roles.map(roleNamed)) {
    if (role !== undefined) for (const scope of ROLE_SCOPES[role]) granted.add(scope);
  }
  return granted.has("inventory:admin") ? new Set(SCOPES) : granted;
}
