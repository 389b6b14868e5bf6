import { describe, expect, it } from "@jest/globals";
import type { Principal } from "../../src/auth/principal.js";
import {
  authorize,
  OVER_ALL_WAREHOUSES,
  RIGHTS,
  roleNamed,
  ROLES,
  scopesOf,
  type Operation,
  type Role,
} from "../../src/auth/rights.js";
import { SCOPES } from "../../src/auth/scopes.js";
import { buildGraphqlSchema } from "../../src/graphql/schema.js";

const principal = (scopes: Principal["scopes"]): Principal => ({
  subject: "somebody",
  scopes,
  warehouses: null,
  expiresAt: Number.MAX_SAFE_INTEGER,
});

const may = (scopes: Principal["scopes"], operation: Operation, args = {}): boolean => {
  try {
    authorize(principal(scopes), operation, args);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: "FORBIDDEN", message: expect.stringContaining("inventory:") });
    return false;
  }
};

// Said once more, in other words than the table's: what each role is there for.
const READS: Operation[] = [
  "Query.inventoryItem",
  "Query.inventoryItems",
  "Query.inventory",
  "Query.node",
  "Query.checkAvailability",
  "Query.warehouses",
  "Query._entities",
  "Query._service",
  "Query.feedPosition",
  "Query.eventSchemas",
  "Subscription.stockStatusChanged",
  "Subscription.stockLevelChanged",
  "Subscription.lowStock",
];
const ALLOWED: Record<Role, readonly Operation[]> = {
  admin: Object.keys(RIGHTS) as Operation[],
  "order-service": [
    ...READS,
    "Query.reservation",
    "Query.reservations",
    "Mutation.reserveStock",
    "Mutation.extendReservation",
    "Mutation.confirmReservation",
    "Mutation.fulfillReservation",
    "Mutation.releaseReservation",
    "Subscription.reservationChanged",
  ],
  "product-service": READS,
  storefront: READS,
};

const rootFields = (): string[] => {
  const schema = buildGraphqlSchema();
  return [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap((type) =>
    Object.keys(type?.getFields() ?? {}).map((field) => `${type?.name}.${field}`),
  );
};

describe("the table of rights", () => {
  it("when the schema's root fields are walked, then each stands in the table, and nothing else does", () => {
    expect(Object.keys(RIGHTS).sort()).toEqual(rootFields().sort());
  });

  for (const role of ROLES) {
    it.each(Object.keys(RIGHTS) as Operation[])(
      `when ${role} asks for %s, then its list decides`,
      (operation) => {
        expect(may(scopesOf([], [role]), operation)).toBe(ALLOWED[role].includes(operation));
      },
    );
  }

  it("when stock is adjusted by a sale of an order, then the right to reserve is enough", () => {
    const scopes = new Set(["inventory:reserve"] as const);
    const sale = { changeType: "SALE", orderId: "o" };
    expect(may(scopes, "Mutation.adjustStock", { input: sale })).toBe(true);
    expect(may(scopes, "Mutation.adjustStock", { input: { ...sale, orderId: null } })).toBe(false);
    expect(may(scopes, "Mutation.adjustStock", { input: { ...sale, changeType: "RETURN" } })).toBe(false);
    expect(may(new Set(["inventory:adjust"] as const), "Mutation.adjustStock", { input: {} })).toBe(true);
  });

  it("when a scope is given without a role, then it alone counts", () => {
    expect([...scopesOf(["inventory:manage", "profile"], [])]).toEqual(["inventory:manage"]);
    expect([...scopesOf(["inventory:admin"], [])].sort()).toEqual([...SCOPES].sort());
    expect(may(scopesOf([], ["nobody"]), "Query.inventoryItem")).toBe(false);
  });

  it.each(["admin", "ADMIN", "ROLE_ADMIN", "Admin"])(
    "when a role is spelled %s, then it is admin",
    (name) => {
      expect(roleNamed(name)).toBe("admin");
    },
  );

  it("when a role is spelled otherwise, then it is found or it is none", () => {
    expect(roleNamed("ORDER_SERVICE")).toBe("order-service");
    expect(roleNamed("administrator")).toBeUndefined();
  });
});

const OF_ALL = [
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
  "Mutation.retryFailedEvent",
  "Mutation.resolveFailedEvent",
  "Mutation.redriveDeadLetter",
  "Mutation.redriveDeadLetters",
  "Mutation.discardDeadLetter",
  "Mutation.replayEvents",
  "Mutation.cancelReplay",
  "Mutation.attachSink",
  "Query.reconciliation",
  "Query.reconciliations",
  "Mutation.reconcileStock",
  "Subscription.inventoryEvents",
] as const satisfies Operation[];

describe("a token that is confined to warehouses", () => {
  it("when the table says what concerns all warehouses, then it says so of these", () => {
    expect([...OVER_ALL_WAREHOUSES].sort()).toEqual([...OF_ALL].sort());
  });

  const confined = { ...principal(scopesOf([], ["admin"])), warehouses: ["EAST"] };

  it.each(OF_ALL)("when it asks for %s, which concerns all warehouses, then FORBIDDEN", (operation) => {
    expect(() => authorize(confined, operation, {})).toThrow("confined to EAST");
    expect(() => authorize(principal(scopesOf([], ["admin"])), operation, {})).not.toThrow();
  });

  it("when it moves stock, then the rules see to its warehouses", () => {
    expect(() => authorize(confined, "Mutation.adjustStock", { input: {} })).not.toThrow();
  });
});
