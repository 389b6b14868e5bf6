import { execute, GraphQLError, type ExecutionArgs, type FormattedExecutionResult } from "graphql";
import type { ServerOptions } from "graphql-ws";
import type { Extra } from "graphql-ws/use/ws";
import { originFrom } from "../auth/origin.js";
import type { Principal } from "../auth/principal.js";
import type { Logger } from "../lib/logger.js";
import type { GraphqlContext } from "./context.js";
import { asciiJson } from "./live/ascii-json.js";
import type { Delivery } from "./live/member.js";
import type { Operations } from "./operations.js";
import type { SocketExtra } from "./socket-admission.js";
import { SocketDeadlines } from "./socket-deadlines.js";
import { ResultFrames } from "./socket-frame.js";
import { outletOf } from "./socket-outlet.js";

type Handlers = ServerOptions<Record<string, unknown>, Extra & Partial<SocketExtra>>;

/** What graphql-ws is handed, and hands to `execute` and `subscribe`. */
interface SocketArgs extends ExecutionArgs {
  readonly socket: object;
  readonly delivery: Delivery;
}

export interface SocketOperationsOptions {
  /** At once on one socket. */
  readonly most: number;
  readonly requestTimeoutMs: number;
  readonly logger: Logger;
}

/** How operations that come over a socket are executed. */
export function createSocketOperations(
  operations: Operations,
  { most, requestTimeoutMs, logger }: SocketOperationsOptions,
): Handlers {
  const frames = new ResultFrames();
  const deadlines = new SocketDeadlines(requestTimeoutMs);
  return {
    onClose({ extra }) {
      extra.leave?.();
      deadlines.end(extra.socket);
    },
    async onSubscribe(
      { extra, subscriptions },
      id,
      { extensions, ...request },
    ): Promise<ExecutionArgs | readonly GraphQLError[]> {
      if (Object.keys(subscriptions).length > most) return [tooMany(most)];
      // A socket outlives many operations, so each names its own: there are no headers.
      const origin = originFrom({
        correlationId: extensions?.["correlationId"],
        traceParent: extensions?.["traceparent"],
        address: extra.request.socket.remoteAddress,
      });
      logger.debug({ ...origin, operationName: request.operationName }, "an operation over WebSocket");
      const args = await operations.prepare(request, { principal: extra.principal as Principal, origin });
      if (!("document" in args)) return args;
      const ownId = asciiJson(id);
      const delivery: Delivery = {
        outlet: outletOf(extra.socket),
        encode: (payload) => frames.frame(payload, ownId),
      };
      const socketArgs: SocketArgs = { ...args, delivery, socket: extra.socket };
      return socketArgs;
    },
    execute: (args) => deadlines.run((args as SocketArgs).socket, () => execute(args)),
    subscribe: (args) => operations.subscribe(args, (args as SocketArgs).delivery),
    // Of queries and mutations: what a subscription is told was made for its group.
    onNext(_socket, _id, _payload, { contextValue }, { errors, ...result }): FormattedExecutionResult {
      const { correlationId, cost } = contextValue as GraphqlContext;
      const told = { ...(result as FormattedExecutionResult), extensions: { ...result.extensions, cost } };
      return errors ? { ...told, errors: operations.format(errors, correlationId) } : told;
    },
    onError: (_socket, _id, _payload, errors) => operations.format(errors),
  };
}

function tooMany(most: number): GraphQLError {
  const message = `At most ${most} operations at once on one socket.`;
  return new GraphQLError(message, { extensions: { code: "LIMIT_EXCEEDED" } });
}
