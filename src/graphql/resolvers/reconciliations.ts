import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import { reconcileStock } from "../../usecases/reconcile-stock.js";
import { checkId } from "../arguments.js";
import { pagesOf, toConnection } from "../connection.js";
import type { GraphqlContext } from "../context.js";
import { PageArgs } from "../inputs/page-args.js";
import { DifferencesArgs, ReconcileStockInput } from "../inputs/reconciliation-inputs.js";
import {
  differenceCursor,
  RECONCILIATION_CURSOR,
  toDifference,
  toReconciliation,
} from "../map/reconciliation.js";
import { toUserError } from "../map/user-error.js";
import {
  ReconcileStockPayload,
  Reconciliation,
  ReconciliationConnection,
  ReconciliationDifferenceConnection,
} from "../types/reconciliation.js";

@Resolver()
export class ReconciliationResolvers {
  @Query(() => Reconciliation, { nullable: true })
  async reconciliation(
    @Arg("id", () => ID) id: string,
    @Ctx() { reconciling }: GraphqlContext,
  ): Promise<Reconciliation | null> {
    checkId("id", id);
    const found = await reconciling.reconciliations.find(id);
    return found && toReconciliation(found);
  }

  @Query(() => ReconciliationConnection, { description: "Newest first; those of the last 90 days." })
  async reconciliations(
    @Args(() => PageArgs) asked: PageArgs,
    @Ctx() { reconciling: { reconciliations } }: GraphqlContext,
  ): Promise<ReconciliationConnection> {
    const pages = pagesOf(asked, RECONCILIATION_CURSOR);
    return toConnection(await reconciliations.page(pages), {
      codec: RECONCILIATION_CURSOR,
      hasPreviousPage: pages.after !== null,
      toNode: toReconciliation,
      count: () => reconciliations.count(),
    });
  }

  @Mutation(() => ReconcileStockPayload, {
    description:
      "Compares what is on hand with the configured source's figures, each as of when it was taken, and, unless it is a dry run, books what they differ by. Answers as soon as it has begun; `reconciliation` tells how far it is. One at a time.",
  })
  async reconcileStock(
    @Arg("input", () => ReconcileStockInput, { nullable: true }) input: ReconcileStockInput | null,
    @Ctx() { reconciling, caller }: GraphqlContext,
  ): Promise<ReconcileStockPayload> {
    const started = await reconcileStock(reconciling, input ?? {}, { origin: "REQUEST" }, caller);
    if (started.ok) return { reconciliation: toReconciliation(started.reconciliation), userErrors: [] };
    const { running, refusals } = started;
    return { reconciliation: running && toReconciliation(running), userErrors: refusals.map(toUserError) };
  }
}

@Resolver(() => Reconciliation)
export class ReconciliationFields {
  @FieldResolver(() => ReconciliationDifferenceConnection, {
    description: "As they were found; of one reconciliation the first 100,000 are kept.",
  })
  async differences(
    @Root() { id }: Reconciliation,
    @Args(() => DifferencesArgs) { outcome, ...asked }: DifferencesArgs,
    @Ctx() { reconciling: { reconciliations } }: GraphqlContext,
  ): Promise<ReconciliationDifferenceConnection> {
    const codec = differenceCursor(id);
    const pages = pagesOf(asked, codec);
    return toConnection(await reconciliations.differences(id, outcome ?? null, pages), {
      codec,
      hasPreviousPage: pages.after !== null,
      toNode: toDifference,
      count: () => reconciliations.countDifferences(id, outcome ?? null),
    });
  }
}
