import { BOMBS, type BombName } from "./bombs.js";

/** Whose token goes with it. */
export type Who = "admin" | "order-service" | "storefront" | "nobody" | "garbage";

/** What is sent: as it is, or made of a name and a size when it is sent, so that it can be printed. */
export type Content =
  { readonly text: string } | { readonly bytes: string } | { readonly bomb: BombName; readonly size: number };

export interface HttpShot {
  readonly kind: "http";
  readonly family: string;
  readonly as: Who;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Content | undefined;
}

/** A WebSocket and what is said over it, whatever is answered. */
export interface SocketShot {
  readonly kind: "socket";
  readonly family: string;
  readonly as: Who;
  readonly frames: readonly Content[];
}

/** Bytes over a plain connection. */
export interface RawShot {
  readonly kind: "raw";
  readonly family: string;
  readonly bytes: Content;
}

export type Shot = HttpShot | SocketShot | RawShot;

/** What stands in a shot for an id that only the run knows: `~reservation.3~`. */
export const slot = (pool: string, index: number): string => `~${pool}.${index}~`;

export class Pools {
  readonly #pools = new Map<string, string[]>();
  readonly #most = 200;

  add(pool: string, value: string): void {
    const values = this.#pools.get(pool) ?? [];
    if (values.length === 0) this.#pools.set(pool, values);
    values.push(value);
    // What the stage was set with stays.
    if (values.length > this.#most) values.splice(this.#most / 2, 1);
  }

  /** A text with ids in place of the slots. */
  fill(text: string): string {
    return text.replace(/~(\w+)\.(\d+)~/g, (whole, pool: string, index: string) => {
      const values = this.#pools.get(pool) ?? [];
      return values[Number(index) % values.length] ?? whole;
    });
  }
}

export function bytesOf(content: Content, pools: Pools): Buffer {
  if ("bytes" in content) return Buffer.from(content.bytes, "base64");
  if ("text" in content) return Buffer.from(pools.fill(content.text));
  return Buffer.from(BOMBS[content.bomb](content.size));
}
