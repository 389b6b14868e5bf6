import { Field, ObjectType } from "type-graphql";
import { InventoryItem } from "./inventory-item.js";
import { PageInfo } from "./page-info.js";

@ObjectType({ simpleResolvers: true })
export class InventoryItemEdge {
  @Field({ description: "Opaque; valid as `after` for as long as the order is the same." })
  cursor!: string;

  @Field(() => InventoryItem)
  node!: InventoryItem;
}

/** `totalCount` has a resolver of its own, since counting costs a statement. */
@ObjectType({ simpleResolvers: true })
export class InventoryItemConnection {
  @Field(() => [InventoryItemEdge])
  edges!: InventoryItemEdge[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;
}
