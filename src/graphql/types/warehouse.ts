import { Field, ID, Int, ObjectType } from "type-graphql";
import { Node } from "./node.js";

@ObjectType({ implements: Node, simpleResolvers: true })
export class Warehouse implements Node {
  @Field(() => ID)
  id!: string;

  @Field({ description: "Unique, 1-64 characters; accepted wherever a warehouseId is." })
  code!: string;

  @Field()
  name!: string;

  @Field(() => Int, { description: "The lower, the earlier it is drawn from." })
  priority!: number;

  @Field({
    description:
      "false: nothing new is drawn from it, and no transfer may be sent to it. Its units still count in the item's totals.",
  })
  active!: boolean;
}
