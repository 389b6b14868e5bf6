import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { GraphQLError, GraphQLObjectType, GraphQLSchema, GraphQLString } from "graphql";
import { useServer } from "graphql-ws/use/ws";
import { WebSocketServer } from "ws";

/** A GraphQL server over WebSocket whose feed counts: positions 1, 2, 3, ... as they are published. */
export interface CountingFeed {
  readonly url: string;
  /** The `after` of each subscription, in the order they came; null: none. */
  readonly asked: readonly (string | null)[];
  publish(count: number): void;
  /** The position of that many answers cannot be told. */
  spoil(answers: number): void;
  /** Cuts every socket, without a word. */
  cut(): void;
  /** Ends what is subscribed to: with an error of this code and these extensions, or as completed. */
  end(extensions?: Record<string, unknown>): void;
  close(): Promise<void>;
}

interface Subscriber {
  wake(): void;
  end(error: GraphQLError | null): void;
}

export async function openCountingFeed(): Promise<CountingFeed> {
  let head = 0;
  let spoiled = 0;
  const asked: (string | null)[] = [];
  const subscribers = new Set<Subscriber>();

  async function* follow(after: string | null) {
    let wake = (): void => undefined;
    let ended: GraphQLError | null | undefined;
    const subscriber: Subscriber = { wake: () => wake(), end: (error) => ((ended = error), wake()) };
    subscribers.add(subscriber);
    try {
      for (let position = after === null ? head : Number(after); ;) {
        if (ended) throw ended;
        if (ended === null) return;
        if (position < head) yield { counted: { position: String(++position) } };
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      subscribers.delete(subscriber);
    }
  }

  const resolve = ({ position }: { position: string }) => {
    if (spoiled === 0) return position;
    spoiled--;
    throw new GraphQLError("It cannot be told.", { extensions: { code: "INTERNAL_SERVER_ERROR" } });
  };
  const counted = new GraphQLObjectType({
    name: "Counted",
    fields: { position: { type: GraphQLString, resolve } },
  });
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType({ name: "Query", fields: { head: { type: GraphQLString } } }),
    subscription: new GraphQLObjectType({
      name: "Subscription",
      fields: {
        counted: {
          type: counted,
          args: { after: { type: GraphQLString } },
          subscribe: (_root, args: { after?: string | null }) => {
            asked.push(args.after ?? null);
            return follow(args.after ?? null);
          },
        },
      },
    }),
  });
  const sockets = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await once(sockets, "listening");
  useServer({ schema }, sockets);
  return {
    url: `ws://127.0.0.1:${(sockets.address() as AddressInfo).port}`,
    asked,
    publish(count) {
      head += count;
      for (const { wake } of subscribers) wake();
    },
    spoil(answers) {
      spoiled = answers;
    },
    cut() {
      for (const socket of sockets.clients) socket.terminate();
    },
    end(extensions) {
      const error = extensions ? new GraphQLError("It ended.", { extensions }) : null;
      for (const { end } of subscribers) end(error);
    },
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      await once(sockets, "close");
    },
  };
}
