export const SCOPES = [
  "inventory:read",
  "inventory:reserve",
  "inventory:adjust",
  "inventory:manage",
  "inventory:admin",
] as const;
export type Scope = (typeof SCOPES)[number];

/** Who a token speaks for, as far as the page shows it: the service alone decides what it may. */
export interface Identity {
  readonly subject: string;
  readonly roles: readonly string[];
  readonly scopes: ReadonlySet<Scope>;
  /** null: all. */
  readonly warehouses: readonly string[] | null;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

const ROLE_SCOPES: Readonly<Record<string, readonly Scope[]>> = {
  admin: SCOPES,
  role_admin: SCOPES,
  "order-service": ["inventory:read", "inventory:reserve"],
  "product-service": ["inventory:read"],
  storefront: ["inventory:read"],
};

/** Reads a JWT's claims without verifying them; null: it is none. */
export function identityOf(token: string): Identity | null {
  const claims = claimsOf(token);
  if (!claims) return null;
  const { sub, client_id, azp, exp, scope, scp, role, roles, warehouses } = claims;
  const realm = claims["realm_access"] as { roles?: unknown } | undefined;
  const ownRoles = [role, roles, realm?.roles].flatMap(names);
  return {
    subject: [sub, client_id, azp].find((name) => typeof name === "string") ?? "unknown",
    roles: ownRoles,
    scopes: scopesOf([scope, scp].flatMap(names), ownRoles),
    warehouses: Array.isArray(warehouses) ? warehouses.map(String) : null,
    expiresAt: typeof exp === "number" ? exp * 1_000 : Number.POSITIVE_INFINITY,
  };
}

function scopesOf(named: readonly string[], roles: readonly string[]): ReadonlySet<Scope> {
  const all = [...named, ...roles.flatMap((role) => ROLE_SCOPES[role.toLowerCase()] ?? [])];
  if (all.includes("inventory:admin")) return new Set(SCOPES);
  return new Set(SCOPES.filter((scope) => all.includes(scope)));
}

function claimsOf(token: string): Record<string, unknown> | null {
  const body = token.split(".")[1];
  if (body === undefined || token.split(".").length !== 3) return null;
  try {
    const bytes = Uint8Array.from(atob(body.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof claims === "object" && claims !== null ? (claims as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function names(claim: unknown): string[] {
  if (typeof claim === "string") return claim.split(" ").filter(Boolean);
  return Array.isArray(claim) ? claim.filter((name) => typeof name === "string") : [];
}
