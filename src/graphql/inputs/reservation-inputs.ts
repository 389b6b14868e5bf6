import { Field, ID, InputType, Int } from "type-graphql";
import type { ReleaseReason } from "../../domain/model.js";
import { ReleaseReasonEnum, ReservePolicyEnum, type ReservePolicy } from "../types/enums.js";
import { IDEMPOTENCY_KEY, VARIANT_ID, WAREHOUSE_ID } from "./descriptions.js";

const PART =
  "those of one variant are summed first, and a line without a warehouse means wherever it is held.";

@InputType()
export class StockLineInput {
  @Field(() => ID, { description: VARIANT_ID })
  productVariantId!: string;

  @Field(() => Int, { description: "Units, from 1." })
  quantity!: number;

  @Field(() => ID, { nullable: true, description: `${WAREHOUSE_ID} By default the planner chooses.` })
  warehouseId?: string | null;
}

@InputType()
export class ReserveStockInput {
  @Field(() => ID, { description: "1-64 characters." })
  orderId!: string;

  @Field(() => [StockLineInput], { description: "1-250 lines; those of one variant are summed first." })
  lines!: StockLineInput[];

  @Field(() => ID, { nullable: true, description: "1-64 characters." })
  userId?: string | null;

  @Field(() => Int, {
    nullable: true,
    description:
      "Seconds until the hold expires, at most a year; 0: never; by default the service's setting.",
  })
  ttlSeconds?: number | null;

  @Field(() => ReservePolicyEnum, { nullable: true, description: "By default ALL_OR_NOTHING." })
  policy?: ReservePolicy | null;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  idempotencyKey?: string | null;
}

@InputType()
export class ExtendReservationInput {
  @Field(() => ID)
  reservationId!: string;

  @Field(() => Int, {
    description:
      "Seconds from now until the hold expires, at most a year; 0: never. A hold that lasts longer anyway stays as it is.",
  })
  ttlSeconds!: number;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  idempotencyKey?: string | null;
}

@InputType()
export class ConfirmReservationInput {
  @Field(() => ID)
  reservationId!: string;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  idempotencyKey?: string | null;
}

@InputType()
export class FulfillReservationInput {
  @Field(() => ID)
  reservationId!: string;

  @Field(() => [StockLineInput], {
    nullable: true,
    description: `1-250 lines, for a part: ${PART} By default everything that is still held.`,
  })
  lines?: StockLineInput[] | null;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  idempotencyKey?: string | null;
}

@InputType({ description: "Either reservationId or orderId says what to release." })
export class ReleaseReservationInput {
  @Field(() => ID, { nullable: true })
  reservationId?: string | null;

  @Field(() => ID, { nullable: true, description: "All reservations of the order." })
  orderId?: string | null;

  @Field(() => [StockLineInput], {
    nullable: true,
    description: `1-250 lines, for a part: ${PART} Of an order's reservations the oldest give first. By default everything that is still held.`,
  })
  lines?: StockLineInput[] | null;

  @Field(() => ReleaseReasonEnum)
  reason!: ReleaseReason;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  idempotencyKey?: string | null;
}
