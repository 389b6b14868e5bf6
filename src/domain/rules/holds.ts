import { open, type Reservation, type ReservationLine } from "../model.js";

/** Units that a command takes out of one reservation. */
export interface Taking {
  readonly reservation: Reservation;
  /** One number a line, 0 to what the line still holds. */
  readonly units: readonly number[];
}

/** What is wanted of one item; in whatever warehouse unless one is given. */
export interface Wanted {
  readonly productVariantId: string;
  readonly warehouseId: string | null;
  readonly quantity: number;
}

/** Neither over nor expired: commands may still take from it. */
export function isOpen({ status }: Reservation): boolean {
  return status === "ACTIVE" || status === "CONFIRMED";
}

/** Whether nothing of it is left to sell or to give back. */
export function holdsNothing({ lines }: Reservation): boolean {
  return lines.every((line) => open(line) === 0);
}

export function oldestFirst(reservations: readonly Reservation[]): Reservation[] {
  return [...reservations].sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
}

/** Everything that it still holds of one item. */
export function everythingOf(reservation: Reservation, productVariantId: string): Taking {
  const units = reservation.lines.map((line) =>
    line.productVariantId === productVariantId ? open(line) : 0,
  );
  return { reservation, units };
}

/** What reservations hold, while a command takes from them, the first of them first. */
export class Holds {
  readonly #takings: readonly { readonly reservation: Reservation; readonly units: number[] }[];
  readonly #roomIn: (line: ReservationLine) => number;
  /** By level: what may still be taken there. */
  readonly #room = new Map<string, number>();

  /** `roomIn`: how many units may be taken of a line's level at most. */
  constructor(
    reservations: readonly Reservation[],
    roomIn: (line: ReservationLine) => number = () => Number.MAX_SAFE_INTEGER,
  ) {
    this.#takings = reservations.map((reservation) => ({
      reservation,
      units: reservation.lines.map(() => 0),
    }));
    this.#roomIn = roomIn;
  }

  /** Whether it was ever held, be nothing of it left. */
  knows(productVariantId: string): boolean {
    return this.#takings.some(({ reservation }) =>
      reservation.lines.some((line) => line.productVariantId === productVariantId),
    );
  }

  /** @returns how many of the units there were. */
  take(wanted: Wanted): number {
    let missing = wanted.quantity;
    for (const { reservation, units } of this.#takings) {
      for (const [index, line] of reservation.lines.entries()) {
        if (missing === 0) return wanted.quantity;
        if (!isOf(line, wanted)) continue;
        const before = units[index] as number;
        const taken = Math.min(missing, open(line) - before, this.#left(line));
        units[index] = before + taken;
        this.#room.set(levelKey(line), this.#left(line) - taken);
        missing -= taken;
      }
    }
    return wanted.quantity - missing;
  }

  takeAll(): void {
    for (const { reservation, units } of this.#takings) {
      for (const [index, line] of reservation.lines.entries()) units[index] = open(line);
    }
  }

  /** What is held and not taken, whether there is room for it or not. */
  left(wanted: Omit<Wanted, "quantity">): number {
    let total = 0;
    for (const { reservation, units } of this.#takings) {
      for (const [index, line] of reservation.lines.entries()) {
        if (isOf(line, wanted)) total += open(line) - (units[index] as number);
      }
    }
    return total;
  }

  /** From which something was taken. */
  taken(): readonly Taking[] {
    return this.#takings.filter(({ units }) => units.some((each) => each > 0));
  }

  #left(line: ReservationLine): number {
    return this.#room.get(levelKey(line)) ?? this.#roomIn(line);
  }
}

function isOf(line: ReservationLine, { productVariantId, warehouseId }: Omit<Wanted, "quantity">): boolean {
  return (
    line.productVariantId === productVariantId && (warehouseId === null || line.warehouseId === warehouseId)
  );
}

function levelKey({ warehouseId, productVariantId }: ReservationLine): string {
  return `${warehouseId} ${productVariantId}`;
}
