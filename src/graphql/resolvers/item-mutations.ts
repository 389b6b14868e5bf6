import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import type { Result } from "../../domain/decision.js";
import type { Item } from "../../domain/model.js";
import { assignItemToBin } from "../../usecases/assign-item-to-bin.js";
import { createInventoryItem } from "../../usecases/create-inventory-item.js";
import { deleteInventoryItem } from "../../usecases/delete-inventory-item.js";
import { discontinueInventoryItem } from "../../usecases/discontinue-inventory-item.js";
import { reactivateInventoryItem } from "../../usecases/reactivate-inventory-item.js";
import { unassignItemFromBin } from "../../usecases/unassign-item-from-bin.js";
import { updateInventoryItem } from "../../usecases/update-inventory-item.js";
import type { GraphqlContext } from "../context.js";
import {
  AssignItemToBinInput,
  CreateInventoryItemInput,
  ItemInput,
  UnassignItemFromBinInput,
  UpdateInventoryItemInput,
} from "../inputs/item-inputs.js";
import { toInventoryItem } from "../map/stock.js";
import { toUserError } from "../map/user-error.js";
import { InventoryItemPayload } from "../types/payloads.js";

@Resolver()
export class ItemMutations {
  @Mutation(() => InventoryItemPayload, {
    description:
      "A new item starts at 0 units, OUT_OF_STOCK. One that was deleted comes back with its id and its ledger.",
  })
  async createInventoryItem(
    @Arg("input", () => CreateInventoryItemInput) input: CreateInventoryItemInput,
    @Ctx() { deps, caller }: GraphqlContext,
  ): Promise<InventoryItemPayload> {
    return toPayload(await createInventoryItem(deps, input, caller));
  }

  @Mutation(() => InventoryItemPayload, {
    description: "Changes what is given. What differs in nothing changes nothing, the version too.",
  })
  async updateInventoryItem(
    @Arg("input", () => UpdateInventoryItemInput) input: UpdateInventoryItemInput,
    @Ctx() { deps, caller }: GraphqlContext,
  ): Promise<InventoryItemPayload> {
    return toPayload(await updateInventoryItem(deps, input, caller));
  }

  @Mutation(() => InventoryItemPayload, {
    description:
      "Takes an item out of sale: it refuses new reservations; what is held can still be fulfilled or released.",
  })
  async discontinueInventoryItem(
    @Arg("input", () => ItemInput) input: ItemInput,
    @Ctx() { deps, caller }: GraphqlContext,
  ): Promise<InventoryItemPayload> {
    return toPayload(await discontinueInventoryItem(deps, input, caller));
  }

  @Mutation(() => InventoryItemPayload, { description: "Takes a discontinued item back into sale." })
  async reactivateInventoryItem(
    @Arg("input", () => ItemInput) input: ItemInput,
    @Ctx() { deps, caller }: GraphqlContext,
  ): Promise<InventoryItemPayload> {
    return toPayload(await reactivateInventoryItem(deps, input, caller));
  }

  @Mutation(() => InventoryItemPayload, {
    description:
      "Removes an item of which nothing is left, and answers it as it was last; from then on it is unknown. One with stock, holds or units on their way is discontinued instead.",
  })
  async deleteInventoryItem(
    @Arg("input", () => ItemInput) input: ItemInput,
    @Ctx() { deps, caller }: GraphqlContext,
  ): Promise<InventoryItemPayload> {
    return toPayload(await deleteInventoryItem(deps, input, caller));
  }

  @Mutation(() => InventoryItemPayload, {
    description:
      "Says that an item lies in a bin; it may lie in several. It gets a level in the bin's warehouse if it has none.",
  })
  async assignItemToBin(
    @Arg("input", () => AssignItemToBinInput) input: AssignItemToBinInput,
    @Ctx() { deps, caller }: GraphqlContext,
  ): Promise<InventoryItemPayload> {
    return toPayload(await assignItemToBin(deps, input, caller));
  }

  @Mutation(() => InventoryItemPayload, { description: "Says that an item no longer lies in a bin." })
  async unassignItemFromBin(
    @Arg("input", () => UnassignItemFromBinInput) input: UnassignItemFromBinInput,
    @Ctx() { deps, caller }: GraphqlContext,
  ): Promise<InventoryItemPayload> {
    return toPayload(await unassignItemFromBin(deps, input, caller));
  }
}

function toPayload(result: Result<{ item: Item; removed?: boolean }>): InventoryItemPayload {
  if (!result.ok) return { item: null, removed: null, userErrors: result.refusals.map(toUserError) };
  const { item, removed = null } = result.value;
  return { item: toInventoryItem(item), removed, userErrors: [] };
}
