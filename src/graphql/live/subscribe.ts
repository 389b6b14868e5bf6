import {
  createSourceEventStream,
  execute,
  getOperationAST,
  GraphQLError,
  Kind,
  type ExecutionArgs,
  type ExecutionResult,
  type FormattedExecutionResult,
} from "graphql";
import type { GraphqlContext } from "../context.js";
import type { ErrorFormat } from "../error-format.js";
import { asciiJson } from "./ascii-json.js";
import { groupKey } from "./group-key.js";
import type { LiveHub } from "./live-hub.js";
import type { Delivery, Member } from "./member.js";
import { Selection } from "./selection.js";

export interface SubscribeOptions {
  readonly hub: LiveHub;
  /** A valid subscription, with a GraphqlContext. */
  readonly args: ExecutionArgs;
  readonly delivery: Delivery;
  readonly format: ErrorFormat;
  /** In place of the operation's own `after`, where the transport remembers it. */
  readonly resumeAfter?: number | null;
}

/** @returns the member of a group, which gets its results by the delivery, or why there is none. */
export async function subscribe(options: SubscribeOptions): Promise<Member | ExecutionResult> {
  const { hub, args, delivery, format, resumeAfter = null } = options;
  const source = await createSourceEventStream(args);
  if (!(source instanceof Selection)) return source as ExecutionResult;
  const { principal } = args.contextValue as GraphqlContext;
  const selection =
    source.of.kind === "events" && resumeAfter !== null ? { ...source.of, after: resumeAfter } : source.of;
  try {
    const key = groupKey(args, principal);
    return await hub.join({ key, selection, render: renderer(args, format), delivery });
  } catch (error) {
    return { errors: [errorOf(error, [responseKey(args)])] };
  }
}

/** Executes the operation on an event, and serialises what comes of it. */
function renderer(args: ExecutionArgs, format: ErrorFormat): (root: unknown) => Promise<string> | string {
  const { correlationId } = args.contextValue as GraphqlContext;
  const serialise = ({ errors, ...result }: ExecutionResult): string => {
    const told: FormattedExecutionResult = errors
      ? { ...result, errors: format(errors, correlationId) }
      : result;
    return asciiJson(told);
  };
  // A group goes on whatever one event does to it.
  const failed = (error: unknown): string => asciiJson({ errors: format([errorOf(error)], correlationId) });
  return (rootValue) => {
    try {
      const result = execute({ ...args, rootValue });
      return result instanceof Promise ? result.then(serialise).catch(failed) : serialise(result);
    } catch (error) {
      return failed(error);
    }
  };
}

function errorOf(error: unknown, path: readonly string[] | null = null): GraphQLError {
  const originalError = error instanceof Error ? error : new Error(String(error));
  return new GraphQLError(originalError.message, { originalError, path });
}

/** Of the one field that a subscription has. */
function responseKey({ document, operationName }: ExecutionArgs): string {
  const [field] = getOperationAST(document, operationName)?.selectionSet.selections ?? [];
  return field?.kind === Kind.FIELD ? (field.alias ?? field.name).value : "subscription";
}
