import type { Instant } from "../domain/model.js";
import type { Scope } from "./scopes.js";

/** Who a verified token speaks for. */
export interface Principal {
  readonly subject: string;
  readonly scopes: ReadonlySet<Scope>;
  /** Codes or ids of the warehouses it is confined to; null = all. */
  readonly warehouses: readonly string[] | null;
  /** By our clock, what the issuer's may be off by included. */
  readonly expiresAt: Instant;
}
