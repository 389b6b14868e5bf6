import { Field, ID, Int, InterfaceType, ObjectType } from "type-graphql";
import type { RefusalCode } from "../../domain/refusal.js";
import { UserErrorCodeEnum } from "./enums.js";
import { InventoryItem } from "./inventory-item.js";

const FIELD = 'The path in the input, e.g. ["lines", "2", "quantity"].';

@InterfaceType({
  description: "Why a command was not carried out, in terms its caller can act on.",
  resolveType: (error: object) => {
    if ("current" in error) return "StaleVersionError";
    return "requested" in error ? "InsufficientStockError" : "SimpleUserError";
  },
})
export abstract class UserError {
  @Field(() => UserErrorCodeEnum)
  code!: RefusalCode;

  @Field(() => [String], { description: FIELD })
  field!: string[];

  @Field()
  message!: string;
}

@ObjectType({ implements: UserError, simpleResolvers: true })
export class SimpleUserError extends UserError {}

@ObjectType({ implements: UserError, simpleResolvers: true })
export class InsufficientStockError extends UserError {
  @Field(() => ID)
  productVariantId!: string;

  @Field(() => Int, { description: "Units asked for, all lines of the variant together." })
  requested!: number;

  @Field(() => Int, { description: "Units there are." })
  available!: number;
}

@ObjectType({ implements: UserError, simpleResolvers: true })
export class StaleVersionError extends UserError {
  @Field(() => InventoryItem, { description: "The item as it is now." })
  current!: InventoryItem;
}
