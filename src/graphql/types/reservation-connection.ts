import { Field, Int, ObjectType } from "type-graphql";
import { CURSOR, TOTAL_COUNT, type Connection, type Edge } from "./connection.js";
import { Reservation } from "./reservation.js";
import { PageInfo } from "./page-info.js";

@ObjectType({ simpleResolvers: true })
export class ReservationEdge implements Edge<Reservation> {
  @Field({ description: CURSOR })
  cursor!: string;

  @Field(() => Reservation)
  node!: Reservation;
}

@ObjectType({ simpleResolvers: true })
export class ReservationConnection implements Connection<Reservation> {
  @Field(() => [ReservationEdge])
  edges!: ReservationEdge[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;

  @Field(() => Int, { description: TOTAL_COUNT })
  totalCount!: () => Promise<number>;
}
