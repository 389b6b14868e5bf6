import { isOpaqueId, isUuid } from "../domain/validate.js";
import { badInput } from "./arguments.js";

// A cursor says which order it belongs to, so that one of another order is refused rather
// than misunderstood: `available:12:variant-1`, in base64url.

const LARGEST_INT = 2_147_483_647;
const LATEST_MOMENT = 8_640_000_000_000_000;

/** The numbers that stand before the id, by their bounds; and what the id is. */
const KINDS = {
  variant: { most: [], isId: isOpaqueId },
  updated: { most: [LATEST_MOMENT], isId: isOpaqueId },
  available: { most: [LARGEST_INT], isId: isOpaqueId },
  reservation: { most: [], isId: isUuid },
  entry: { most: [LATEST_MOMENT, LARGEST_INT], isId: isUuid },
} as const satisfies Readonly<Record<string, { most: readonly number[]; isId: (id: string) => boolean }>>;

export type CursorKind = keyof typeof KINDS;

export interface CursorKey {
  readonly numbers: readonly number[];
  readonly id: string;
}

export function toCursor(kind: CursorKind, { numbers, id }: CursorKey): string {
  return Buffer.from([kind, ...numbers, id].join(":")).toString("base64url");
}

/** @throws BAD_USER_INPUT naming `after`, where it is none of this kind. */
export function fromCursor(kind: CursorKind, cursor: string): CursorKey {
  const { most, isId } = KINDS[kind];
  const [own, ...parts] = Buffer.from(cursor, "base64url").toString().split(":");
  const numbers = parts.splice(0, most.length).map((part) => (/^-?\d+$/.test(part) ? Number(part) : NaN));
  const id = parts.join(":");
  const fits = most.every((limit, index) => Math.abs(numbers[index] as number) <= limit);
  if (own === kind && fits && isId(id)) return { numbers, id };
  throw badInput("after", "after is not a cursor of this connection in this order.");
}
