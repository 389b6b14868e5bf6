import { Field, Int, ObjectType } from "type-graphql";
import { CURSOR, TOTAL_COUNT, type Connection, type Edge } from "./connection.js";
import { InventoryItem } from "./inventory-item.js";
import { PageInfo } from "./page-info.js";

@ObjectType({ simpleResolvers: true })
export class InventoryItemEdge implements Edge<InventoryItem> {
  @Field({ description: CURSOR })
  cursor!: string;

  @Field(() => InventoryItem)
  node!: InventoryItem;
}

@ObjectType({ simpleResolvers: true })
export class InventoryItemConnection implements Connection<InventoryItem> {
  @Field(() => [InventoryItemEdge])
  edges!: InventoryItemEdge[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;

  @Field(() => Int, { description: TOTAL_COUNT })
  totalCount!: () => Promise<number>;
}
