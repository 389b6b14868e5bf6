import { accessOf } from "../../src/domain/access.js";
import type { Command } from "../../src/domain/commands.js";
import type { DomainEvent } from "../../src/domain/events.js";
import { foldBatch, type JobOutcome } from "../../src/domain/fold-batch.js";
import { open, type Item, type LedgerEntry, type Level, type Reservation } from "../../src/domain/model.js";
import type { OrderIntake } from "../../src/domain/order-intake.js";
import type { VariantIntake } from "../../src/domain/variant-intake.js";
import { REGISTRY } from "./registry.js";
import { context, EMPTY, NOW } from "./stock.js";

/** Stock that commands are folded into one batch at a time, each seeing what the store would lock for it. */
export class FoldedStock {
  readonly items = new Map<string, Item>();
  readonly levels = new Map<string, Level>();
  readonly reservations = new Map<string, Reservation>();
  readonly intakes = new Map<string, OrderIntake>();
  readonly variantIntakes = new Map<string, VariantIntake>();
  readonly entries: LedgerEntry[] = [];
  readonly events: DomainEvent[] = [];
  now = NOW;
  readonly #context = context();

  run(command: Command): JobOutcome {
    const access = accessOf(command);
    const named = [...this.reservations.values()].filter(
      ({ id, orderId }) => access.reservations.includes(id) || access.orders.includes(orderId),
    );
    const behind = named.flatMap(({ lines }) => lines.map(({ productVariantId }) => productVariantId));
    const intakes = access.intakes.flatMap((orderId) => this.intakes.get(orderId) ?? []);
    const told = intakes.flatMap(({ lines }) =>
      (lines ?? []).map(({ productVariantId }) => productVariantId),
    );
    const locked = new Set([...access.items, ...behind, ...told]);
    const overdue = this.#overdueOf(locked);
    const { changes, outcomes } = foldBatch(
      {
        ...EMPTY,
        now: this.now,
        items: [...this.items.values()].filter(({ productVariantId }) => locked.has(productVariantId)),
        levels: [...this.levels.values()].filter(({ productVariantId }) => locked.has(productVariantId)),
        intakes,
        variantIntakes: access.variantIntakes.flatMap((id) => this.variantIntakes.get(id) ?? []),
        reservations: [...new Set([...named, ...overdue.reservations])],
        followingExpiry: overdue.following,
      },
      [{ command, meta: this.#context }],
      { ...this.#context, check: REGISTRY.check },
    );
    for (const item of changes.items) this.items.set(item.productVariantId, item);
    for (const level of changes.levels) {
      this.levels.set(`${level.warehouseId} ${level.productVariantId}`, level);
    }
    for (const reservation of changes.reservations) this.reservations.set(reservation.id, reservation);
    for (const intake of changes.intakes) this.intakes.set(intake.orderId, intake);
    for (const intake of changes.variantIntakes) this.variantIntakes.set(intake.productVariantId, intake);
    this.entries.push(...changes.entries);
    this.events.push(...changes.events);
    return outcomes[0] as JobOutcome;
  }

  /** What of the locked items has expired, and when the next hold of each does. */
  #overdueOf(locked: ReadonlySet<string>) {
    const due = [...this.items.values()].filter(
      ({ productVariantId, nextExpiry }) =>
        locked.has(productVariantId) && nextExpiry !== null && nextExpiry <= this.now,
    );
    const ids = new Set(due.map(({ productVariantId }) => productVariantId));
    const expiring = [...this.reservations.values()].filter(
      ({ status, expiresAt }) => (status === "ACTIVE" || status === "EXPIRED") && expiresAt !== null,
    );
    const isOver = ({ expiresAt }: Reservation) => (expiresAt as number) <= this.now;
    const holds = ({ lines }: Reservation, id: string) =>
      lines.some((line) => line.productVariantId === id && open(line) > 0);
    const following = new Map(
      due.map(({ productVariantId: id }) => {
        const later = expiring.filter((reservation) => !isOver(reservation) && holds(reservation, id));
        const times = later.map(({ expiresAt }) => expiresAt as number);
        return [id, times.length === 0 ? null : Math.min(...times)] as const;
      }),
    );
    const reservations = expiring.filter(
      (reservation) => isOver(reservation) && [...ids].some((id) => holds(reservation, id)),
    );
    return { reservations, following };
  }
}
