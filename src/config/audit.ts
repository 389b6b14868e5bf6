/** `admin`: what stock's keepers and operators do, and who is turned away. `all`: every command. */
export const AUDIT_LEVELS = ["off", "admin", "all"] as const;
export type AuditLevel = (typeof AUDIT_LEVELS)[number];
