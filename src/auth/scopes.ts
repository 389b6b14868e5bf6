export const SCOPES = [
  "inventory:read",
  "inventory:reserve",
  "inventory:adjust",
  "inventory:manage",
  "inventory:admin",
] as const;
export type Scope = (typeof SCOPES)[number];
