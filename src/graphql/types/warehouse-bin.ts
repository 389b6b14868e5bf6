import { Field, ID, ObjectType } from "type-graphql";
import { Node } from "./node.js";

@ObjectType({ implements: Node, simpleResolvers: true, description: "A place in a warehouse." })
export class WarehouseBin implements Node {
  warehouseId!: string;

  @Field(() => ID)
  id!: string;

  @Field({ description: "Unique within the warehouse, 1-64 characters." })
  code!: string;
}
