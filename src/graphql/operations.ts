import {
  getOperationAST,
  GraphQLError,
  OperationTypeNode,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLSchema,
} from "graphql";
import type { Origin } from "../auth/origin.js";
import type { Principal } from "../auth/principal.js";
import type { Asking } from "./asking.js";
import { GraphqlContext, type GraphqlDeps } from "./context.js";
import type { Charge } from "./cost/charge.js";
import { createDocuments } from "./documents.js";
import { RateLimited } from "./cost/rate-limited.js";
import { createErrorFormat, type ErrorFormat } from "./error-format.js";
import { asGraphqlError } from "./errors.js";
import type { LiveHub } from "./live/live-hub.js";
import type { Delivery, Member } from "./live/member.js";
import { subscribe } from "./live/subscribe.js";
import { createLoaders } from "./loaders.js";
import { documentOf, type AskedDocument } from "./trusted/document-of.js";
import type { TrustedDocuments } from "./trusted/trusted-documents.js";

/** As it was sent: only the document's validity is checked here. */
export interface OperationRequest extends AskedDocument {
  readonly operationName?: string | null | undefined;
  readonly variables?: Record<string, unknown> | null | undefined;
}

interface Caller {
  readonly principal: Principal;
  readonly origin: Origin;
}

/** What is executed for sockets and for event streams, which share groups of equal subscriptions. */
export interface Operations {
  /** @returns what to execute, paid for, or why it is not: the document, its cost, or the client's rate. */
  prepare(request: OperationRequest, caller: Caller): Promise<ExecutionArgs | readonly GraphQLError[]>;
  subscribe(
    args: ExecutionArgs,
    delivery: Delivery,
    resumeAfter?: number | null,
  ): Promise<Member | ExecutionResult>;
  readonly format: ErrorFormat;
}

interface OperationsOptions {
  readonly schema: GraphQLSchema;
  readonly given: GraphqlDeps;
  readonly hub: LiveHub;
  readonly asking: Asking;
  readonly trusted: TrustedDocuments;
  readonly charge: Charge;
}

export function createOperations(options: OperationsOptions): Operations {
  const { schema, given, hub, asking, trusted, charge } = options;
  const documents = createDocuments(schema, asking);
  // Subscriptions share their reads: what one event makes a thousand of them ask is asked once.
  const shared = createLoaders(given.reader, { remember: false });
  const format = createErrorFormat(given.logger, asking);
  return {
    format,
    async prepare({ operationName, variables, ...asked }, { principal, origin }) {
      const refuse = (errors: readonly GraphQLError[]) =>
        charge.takeForRefused(principal.subject).then(
          () => errors,
          (error: unknown) => [asGraphqlError(error)],
        );
      try {
        const document = documents(documentOf(asked, trusted));
        if (!("kind" in document)) return await refuse(document);
        const operation = getOperationAST(document, operationName);
        const isSubscription = operation?.operation === OperationTypeNode.SUBSCRIPTION;
        const context = new GraphqlContext(given, principal, origin, isSubscription ? shared : undefined);
        if (operation) {
          const cost = charge.estimate({ document, operation, variables });
          context.cost = await charge.take(principal.subject, cost);
        } else {
          await charge.takeForRefused(principal.subject);
        }
        return { schema, document, operationName, variableValues: variables, contextValue: context };
      } catch (error) {
        const told = [asGraphqlError(error)];
        return error instanceof RateLimited ? told : await refuse(told);
      }
    },
    subscribe: (args, delivery, resumeAfter = null) =>
      subscribe({ hub, format, args, delivery, resumeAfter }),
  };
}

/** undefined: it names no operation of the document. */
export function typeOf({ document, operationName }: ExecutionArgs): OperationTypeNode | undefined {
  return getOperationAST(document, operationName)?.operation;
}
