import { isOpaqueId, isUuid } from "../domain/validate.js";
import { badInput } from "./arguments.js";

// A cursor says which order it belongs to, so that one of another order is refused rather
// than misunderstood: `available:12:variant-1`, in base64url.

const POSITION = { least: 0, most: Number.MAX_SAFE_INTEGER };
const INT = { least: -2_147_483_648, most: 2_147_483_647 };
/** From 1970 to the end of 9999: PostgreSQL knows neither all the years that JavaScript does, nor the other way round. */
const MOMENT = { least: 0, most: 253_402_300_799_999 };

interface Bounds {
  readonly least: number;
  readonly most: number;
}

/** The numbers that stand before the id, by their bounds; and what the id is. */
const KINDS = {
  variant: { numbers: [], isId: isOpaqueId },
  updated: { numbers: [MOMENT], isId: isOpaqueId },
  available: { numbers: [INT], isId: isOpaqueId },
  reservation: { numbers: [], isId: isUuid },
  entry: { numbers: [MOMENT, INT], isId: isUuid },
  failed: { numbers: [MOMENT, POSITION], isId: isOpaqueId },
  replay: { numbers: [], isId: isUuid },
  reconciliation: { numbers: [], isId: isUuid },
  difference: { numbers: [INT], isId: isUuid },
  letter: { numbers: [MOMENT], isId: isUuid },
} as const satisfies Readonly<Record<string, { numbers: readonly Bounds[]; isId: (id: string) => boolean }>>;

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
  const { numbers: bounds, isId } = KINDS[kind];
  const [own, ...parts] = Buffer.from(cursor, "base64url").toString().split(":");
  const numbers = parts.splice(0, bounds.length).map((part) => (/^-?\d+$/.test(part) ? Number(part) : NaN));
  const id = parts.join(":");
  const fits = bounds.every(({ least, most }, index) => {
    const number = numbers[index] as number;
    return number >= least && number <= most;
  });
  if (own === kind && fits && isId(id)) return { numbers, id };
  throw badInput("after", "after is not a cursor of this connection in this order.");
}
