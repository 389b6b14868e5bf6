import { Field, ObjectType } from "type-graphql";
import { InventoryItem } from "./inventory-item.js";
import { LedgerEntry } from "./ledger-entry.js";
import { Reservation } from "./reservation.js";
import { StockTransfer } from "./stock-transfer.js";
import { UserError } from "./user-error.js";
import { WarehouseBin } from "./warehouse-bin.js";
import { Warehouse } from "./warehouse.js";

const AFTERWARDS =
  "Its own fields are those right after the change, also when the answer is given again by an idempotency key. Its lists (levels, reservations, ledger) are read when they are asked for, and may be newer.";

@ObjectType({ simpleResolvers: true })
export class InventoryItemPayload {
  @Field(() => InventoryItem, { nullable: true, description: AFTERWARDS })
  item!: InventoryItem | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      "Of a deletion alone: whether the item is gone, else it was discontinued. null with the others.",
  })
  removed?: boolean | null;

  @Field(() => [UserError])
  userErrors!: UserError[];
}

@ObjectType({ simpleResolvers: true })
export class WarehousePayload {
  @Field(() => Warehouse, { nullable: true })
  warehouse!: Warehouse | null;

  @Field(() => WarehouseBin, { nullable: true, description: "The bin that was made or changed." })
  bin?: WarehouseBin | null;

  @Field(() => [UserError])
  userErrors!: UserError[];
}

@ObjectType({ simpleResolvers: true })
export class ReservationPayload {
  @Field(() => Reservation, { nullable: true, description: "The first of `reservations`." })
  reservation!: Reservation | null;

  @Field(() => [Reservation], { description: "Several when an order is released that has several." })
  reservations!: Reservation[];

  @Field(() => [UserError], { description: "Beside a reservation by PARTIAL: what it could not hold." })
  userErrors!: UserError[];
}

@ObjectType({ simpleResolvers: true })
export class StockChangePayload {
  @Field(() => InventoryItem, { nullable: true, description: AFTERWARDS })
  item!: InventoryItem | null;

  @Field(() => [LedgerEntry], { description: "What was booked, one entry a warehouse." })
  entries!: LedgerEntry[];

  @Field(() => [UserError])
  userErrors!: UserError[];
}

@ObjectType({ simpleResolvers: true })
export class StockChangesPayload {
  @Field(() => [StockChangePayload], {
    description: "In the order of the lines, each with its own errors, whose paths begin at the input.",
  })
  results!: StockChangePayload[];

  @Field(() => [UserError], { description: "Why nothing was done; empty when each line stands for itself." })
  userErrors!: UserError[];
}

@ObjectType({ simpleResolvers: true })
export class StockTransferPayload {
  @Field(() => StockTransfer, { nullable: true, description: "The transfer right after the change." })
  transfer!: StockTransfer | null;

  @Field(() => [UserError])
  userErrors!: UserError[];
}
