import { Field, ID, Int, ObjectType } from "type-graphql";
import type { TransferStatus } from "../../domain/model.js";
import { GraphQLDateTime } from "../scalars.js";
import { TransferStatusEnum } from "./enums.js";
import { Node } from "./node.js";

@ObjectType({
  simpleResolvers: true,
  description: "One variant's units of a transfer: what is not received, missing or returned is on its way.",
})
export class StockTransferLine {
  productVariantId!: string;

  @Field(() => Int, { description: "Units sent." })
  quantity!: number;

  @Field(() => Int, { description: "Units that arrived, over all receipts so far." })
  receivedQuantity!: number;

  @Field(() => Int, { description: "Units reported missing, over all receipts so far." })
  missingQuantity!: number;

  @Field(() => String, { nullable: true, description: "Of the last units that were reported missing." })
  missingReason!: string | null;

  @Field(() => Int, { description: "Units back where they came from, by a cancellation." })
  returnedQuantity!: number;
}

@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: "Stock on its way from one warehouse to another.",
})
export class StockTransfer implements Node {
  fromWarehouseId!: string;
  toWarehouseId!: string;

  @Field(() => ID)
  id!: string;

  @Field(() => TransferStatusEnum)
  status!: TransferStatus;

  @Field(() => [StockTransferLine], { description: "One a variant." })
  lines!: StockTransferLine[];

  @Field(() => GraphQLDateTime)
  createdAt!: Date;

  @Field(() => GraphQLDateTime)
  updatedAt!: Date;
}
