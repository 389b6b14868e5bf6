/**
 * Texts that can be had again elsewhere, at a price: any may be gone at any time. Never fails; the shape is Apollo
 * Server's.
 */
export interface KeyValueCache {
  /** undefined: it is not here. */
  get(key: string): Promise<string | undefined>;
  /** Kept for `ttl` seconds, or a day; what is larger than an entry may be is not kept. */
  set(key: string, value: string, options?: { readonly ttl?: number | null }): Promise<void>;
  delete(key: string): Promise<void>;
}
