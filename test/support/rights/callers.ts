import type { Call, Need } from "./call.js";
import { ELSEWHERE } from "./seed.js";

/** Whom the issuer knows, with the rights that its claims are meant to give. */
export interface Caller {
  readonly name: string;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly has: readonly Need[];
  readonly confined: boolean;
}

const ALL: readonly Need[] = ["read", "reserve", "adjust", "manage", "admin"];

const caller = (name: string, claims: Caller["claims"], has: readonly Need[]): Caller => ({
  ...{ name, claims, has, confined: false },
});

export const CALLERS: readonly Caller[] = [
  caller("admin", { roles: ["ROLE_ADMIN"] }, ALL),
  caller("order-service", { realm_access: { roles: ["order-service"] } }, ["read", "reserve"]),
  caller("product-service", { role: "PRODUCT_SERVICE" }, ["read"]),
  caller("storefront", { resource_access: { stockfeed: { roles: ["storefront"] } } }, ["read"]),
  caller("inventory:read", { scope: "openid inventory:read" }, ["read"]),
  caller("inventory:reserve", { scp: ["inventory:reserve"] }, ["reserve"]),
  caller("inventory:adjust", { permissions: ["inventory:adjust"] }, ["adjust"]),
  caller("inventory:manage", { scope: "inventory:manage" }, ["manage"]),
  caller("inventory:admin", { scp: "inventory:admin" }, ALL),
  caller("a stranger", { roles: ["baker"], scope: "inventory inventory:* openid" }, []),
  caller("another service's admin", { resource_access: { billing: { roles: ["admin"] } } }, []),
  {
    ...caller("an admin of another warehouse", { roles: ["admin"], warehouses: [ELSEWHERE] }, ALL),
    confined: true,
  },
];

export function isAllowed({ has, confined }: Caller, { needs, everywhere }: Call<unknown>): boolean {
  if (needs === null) return true;
  return needs.every((need) => has.includes(need)) && !(confined && everywhere);
}
