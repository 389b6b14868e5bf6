import { Field, ID, ObjectType } from "type-graphql";
import type { ReservationStatus } from "../../domain/model.js";
import { GraphQLDateTime, GraphQLPosition } from "../scalars.js";
import { ReservationStatusEnum } from "./enums.js";
import { Reservation } from "./reservation.js";

@ObjectType({
  simpleResolvers: true,
  description:
    "A reservation was made, confirmed, or is over: one message. A part of it was sold or given back: one message for each item, and of a sale for each warehouse. That it was extended is told by no event.",
})
export class ReservationChange {
  @Field(() => GraphQLPosition, { description: "Resume after it." })
  position!: number;

  @Field(() => ID, { description: "The same whenever the event is sent again." })
  eventId!: string;

  @Field(() => GraphQLDateTime)
  occurredAt!: Date;

  @Field(() => ID)
  correlationId!: string;

  @Field(() => ID)
  reservationId!: string;

  @Field(() => [ID], {
    description:
      "All that the event changed alike: several when an order that has several is ended at once. Of a part that was sold, those of the order that hold the item.",
  })
  reservationIds!: string[];

  @Field(() => ID)
  orderId!: string;

  @Field(() => ReservationStatusEnum, {
    description: "By the change; when a part was sold or given back, as it is when this is delivered.",
  })
  status!: ReservationStatus;

  @Field(() => Reservation, {
    nullable: true,
    description: "The reservation as it is now, which may be newer than the change.",
  })
  reservation!: Reservation | null;
}
