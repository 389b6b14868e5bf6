import { Arg, Args, Ctx, ID, Mutation, Query, Resolver } from "type-graphql";
import { cancelReplay } from "../../usecases/cancel-replay.js";
import { replayEvents } from "../../usecases/replay-events.js";
import { checkId } from "../arguments.js";
import { pagesOf, toConnection } from "../connection.js";
import type { GraphqlContext } from "../context.js";
import { ReplayEventsInput } from "../inputs/event-inputs.js";
import { PageArgs } from "../inputs/page-args.js";
import { REPLAY_CURSOR, toReplay } from "../map/events.js";
import { toUserError } from "../map/user-error.js";
import { Replay, ReplayConnection, ReplayPayload } from "../types/replay.js";

@Resolver()
export class ReplayResolvers {
  @Query(() => Replay, { nullable: true })
  async replay(@Arg("id", () => ID) id: string, @Ctx() { pipeline }: GraphqlContext): Promise<Replay | null> {
    checkId("id", id);
    const replay = await pipeline.replays.find(id);
    return replay && toReplay(replay);
  }

  @Query(() => ReplayConnection, { description: "Newest first." })
  async replays(
    @Args(() => PageArgs) asked: PageArgs,
    @Ctx() { pipeline: { replays } }: GraphqlContext,
  ): Promise<ReplayConnection> {
    const pages = pagesOf(asked, REPLAY_CURSOR);
    return toConnection(await replays.page(pages), {
      codec: REPLAY_CURSOR,
      hasPreviousPage: pages.after !== null,
      toNode: toReplay,
      count: () => replays.count(),
    });
  }

  @Mutation(() => ReplayPayload, {
    description:
      "Sends a part of the feed again, in order, to one queue, each event marked as replayed. What it is, is fixed by the request; a relay sends it at its pace, and another goes on if that one ends. What matches nothing is no error: `replayId` is null, `count` 0.",
  })
  async replayEvents(
    @Arg("input", () => ReplayEventsInput) { since, ...input }: ReplayEventsInput,
    @Ctx() { pipeline, caller }: GraphqlContext,
  ): Promise<ReplayPayload> {
    const result = await replayEvents(pipeline, { ...input, since: since?.getTime() ?? null }, caller);
    if (!result.ok) {
      return { replayId: null, count: 0, replay: null, userErrors: result.refusals.map(toUserError) };
    }
    const { replay, count } = result.value;
    return { replayId: replay?.id ?? null, count, replay: replay && toReplay(replay), userErrors: [] };
  }

  @Mutation(() => ReplayPayload, { description: "What is on its way still comes." })
  async cancelReplay(
    @Arg("id", () => ID) id: string,
    @Ctx() { pipeline, caller }: GraphqlContext,
  ): Promise<ReplayPayload> {
    checkId("id", id);
    const result = await cancelReplay(pipeline, { id }, caller);
    if (!result.ok) {
      return { replayId: null, count: 0, replay: null, userErrors: result.refusals.map(toUserError) };
    }
    const replay = toReplay(result.value);
    return { replayId: replay.id, count: replay.total, replay, userErrors: [] };
  }
}
