import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import type { Result } from "../../domain/decision.js";
import type { Transfer } from "../../domain/model.js";
import { cancelStockTransfer } from "../../usecases/cancel-stock-transfer.js";
import { createStockTransfer } from "../../usecases/create-stock-transfer.js";
import { receiveStockTransfer } from "../../usecases/receive-stock-transfer.js";
import type { GraphqlContext } from "../context.js";
import {
  CancelStockTransferInput,
  CreateStockTransferInput,
  ReceiveStockTransferInput,
} from "../inputs/transfer-inputs.js";
import { toStockTransfer } from "../map/stock-transfer.js";
import { toUserError } from "../map/user-error.js";
import { StockTransferPayload } from "../types/payloads.js";

@Resolver()
export class TransferMutations {
  @Mutation(() => StockTransferPayload, {
    description:
      "Takes free units off one warehouse, every line or none; until they are received in another, they are on hand nowhere.",
  })
  async createStockTransfer(
    @Arg("input", () => CreateStockTransferInput) input: CreateStockTransferInput,
    @Ctx() { deps, caller }: GraphqlContext,
  ): Promise<StockTransferPayload> {
    return toPayload(await createStockTransfer(deps, input, caller));
  }

  @Mutation(() => StockTransferPayload, {
    description:
      "What came enters the destination; what is missing is written off. May be called again for what comes later; it is over when nothing is on its way.",
  })
  async receiveStockTransfer(
    @Arg("input", () => ReceiveStockTransferInput) input: ReceiveStockTransferInput,
    @Ctx() { deps, caller }: GraphqlContext,
  ): Promise<StockTransferPayload> {
    return toPayload(await receiveStockTransfer(deps, input, caller));
  }

  @Mutation(() => StockTransferPayload, {
    description: "What is still on its way goes back to where it came from; what was received stays.",
  })
  async cancelStockTransfer(
    @Arg("input", () => CancelStockTransferInput) input: CancelStockTransferInput,
    @Ctx() { deps, caller }: GraphqlContext,
  ): Promise<StockTransferPayload> {
    return toPayload(await cancelStockTransfer(deps, input, caller));
  }
}

function toPayload(result: Result<{ readonly transfer: Transfer }>): StockTransferPayload {
  if (!result.ok) return { transfer: null, userErrors: result.refusals.map(toUserError) };
  return { transfer: toStockTransfer(result.value.transfer), userErrors: [] };
}
