import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { GraphQLInt, GraphQLObjectType, GraphQLSchema, parse, type ExecutionArgs } from "graphql";
import type { FeedEvent } from "../../src/domain/events.js";
import { createErrorFormat } from "../../src/graphql/error-format.js";
import { openLiveHub, type LiveHub } from "../../src/graphql/live/live-hub.js";
import { Member } from "../../src/graphql/live/member.js";
import { Selection } from "../../src/graphql/live/selection.js";
import { subscribe } from "../../src/graphql/live/subscribe.js";
import { createLogger } from "../../src/lib/logger.js";
import { createInMemoryLive, type InMemoryLive } from "../../src/messaging/in-memory-live.js";
import { eventually } from "../support/eventually.js";
import { FeedInMemory } from "../support/feed-in-memory.js";
import { openReader } from "../support/paused-reader.js";

const logger = createLogger("silent");
let feed: FeedInMemory;
let live: InMemoryLive;
let hub: LiveHub;

beforeEach(async () => {
  feed = new FeedInMemory();
  live = createInMemoryLive({ feedId: "feed", logger });
  hub = await openLiveHub({ feed, live: live.feed, logger, quietMs: 60_000 });
});

afterEach(() => hub.close());

/** One field, which tells positions. */
function argsOf(after: number | null): ExecutionArgs {
  const selection = new Selection({
    ...{ kind: "events", after, conflate: false, keys: () => null, learn: () => undefined },
    match: () => true,
  });
  const told = {
    type: GraphQLInt,
    subscribe: () => selection,
    resolve: (event: FeedEvent) => event.position,
  };
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType({ name: "Query", fields: { told: { type: GraphQLInt } } }),
    subscription: new GraphQLObjectType({ name: "Subscription", fields: { told } }),
  });
  const principal = { subject: "s", scopes: new Set(), warehouses: null, expiresAt: Infinity };
  const document = parse("subscription { told }");
  return { schema, document, contextValue: { principal, correlationId: "c" } };
}

function join(args: ExecutionArgs, format = createErrorFormat(logger)) {
  const reader = openReader(false);
  const delivery = { outlet: reader.outlet, encode: (payload: string) => `${payload}\n` };
  return { reader, joined: subscribe({ hub, args, delivery, format }) };
}

it("when the feed fails in a way that nobody thought of, then the subscriber is told, and not what it was", async () => {
  feed.away = true;
  const joined = await join(argsOf(1)).joined;
  expect(joined).not.toBeInstanceOf(Member);
  const { errors = [] } = joined as { errors?: [] };
  expect(createErrorFormat(logger)(errors, "c")).toMatchObject([
    { path: ["told"], extensions: { code: "INTERNAL_SERVER_ERROR", correlationId: "c" } },
  ]);
});

it("when one event cannot be told, then its group goes on with the next", async () => {
  const args = argsOf(null);
  const told = args.schema.getSubscriptionType()?.getFields()["told"];
  // No Int: what comes of it cannot be serialised.
  if (told) told.resolve = ({ position }: FeedEvent) => (position === 2 ? "two" : position);
  const { reader, joined } = join(args);
  expect(await joined).toBeInstanceOf(Member);
  await live.sink.publish(feed.append("a", "b", "c"));
  await eventually(() => expect(reader.lines).toHaveLength(3));
  const [one, two, three] = reader.lines.map((line) => JSON.parse(line) as object);
  expect([one, three]).toEqual([{ data: { told: 1 } }, { data: { told: 3 } }]);
  expect(two).toMatchObject({ data: { told: null }, errors: [{ path: ["told"] }] });
});
