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

/** What one call of an operation needs; a few depend on what is asked of them. */
type Right = Scope | ((args: Arguments) => Scope);
type Arguments = Readonly<Record<string, unknown>>;

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
  "Query.replay": "inventory:admin",
  "Query.replays": "inventory:admin",
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
  "Mutation.adjustStock": ({ input }) => (isSaleOfOrder(input) ? "inventory:reserve" : "inventory:adjust"),
  "Mutation.setStock": "inventory:adjust",
  "Mutation.setStocks": "inventory:adjust",
  "Mutation.createStockTransfer": "inventory:adjust",
  "Mutation.receiveStockTransfer": "inventory:adjust",
  "Mutation.cancelStockTransfer": "inventory:adjust",
  "Mutation.verifyStock": "inventory:admin",
  "Mutation.retryFailedEvent": "inventory:admin",
  "Mutation.resolveFailedEvent": "inventory:admin",
  "Mutation.replayEvents": "inventory:admin",
  "Mutation.cancelReplay": "inventory:admin",
  "Mutation.attachSink": "inventory:admin",
  "Subscription.stockStatusChanged": "inventory:read",
  "Subscription.stockLevelChanged": "inventory:read",
} as const satisfies Readonly<Record<string, Right>>;
export type Operation = keyof typeof RIGHTS;

/** What concerns an item in all its warehouses, or the events of all, is not for a token that is confined to some. */
const OVER_ALL_WAREHOUSES: ReadonlySet<Operation> = new Set([
  "Mutation.updateInventoryItem",
  "Mutation.discontinueInventoryItem",
  "Mutation.reactivateInventoryItem",
  "Mutation.deleteInventoryItem",
  "Mutation.verifyStock",
  "Query.events",
  "Query.eventPublisher",
  "Query.failedEvents",
  "Query.replay",
  "Query.replays",
  "Mutation.retryFailedEvent",
  "Mutation.resolveFailedEvent",
  "Mutation.replayEvents",
  "Mutation.cancelReplay",
  "Mutation.attachSink",
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

/** Routes beside GraphQL that need a token. */
export const ROUTE_SCOPES = {
  "GET /metrics": "inventory:admin",
} as const satisfies Readonly<Record<string, Scope>>;

function isSaleOfOrder(input: unknown): boolean {
  const { changeType, orderId } = (input ?? {}) as Arguments;
  return changeType === "SALE" && typeof orderId === "string";
}

export function isOperation(name: string): name is Operation {
  return Object.hasOwn(RIGHTS, name);
}

/** @throws Failure FORBIDDEN, naming the scope that is lacking, or the warehouses that the token is confined to. */
export function authorize(principal: Principal, operation: Operation, args: Arguments): void {
  const right: Right = RIGHTS[operation];
  demandScope(principal, typeof right === "string" ? right : right(args));
  if (principal.warehouses === null || !OVER_ALL_WAREHOUSES.has(operation)) return;
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
