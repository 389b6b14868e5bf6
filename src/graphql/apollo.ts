import { ApolloServer } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from "@apollo/server/plugin/disabled";
import type { GraphQLSchema } from "graphql";
import type { Logger } from "../lib/logger.js";
import type { KeyValueCache } from "../ports/key-value-cache.js";
import { createAnswerPlugin } from "./answer-plugin.js";
import type { Asking } from "./asking.js";
import type { GraphqlContext } from "./context.js";
import type { Charge } from "./cost/charge.js";
import { toFormatted } from "./errors.js";
import { extraRules } from "./extra-rules.js";
import { MAX_VALIDATION_ERRORS } from "./limits/document-limits.js";
import { withoutSuggestion } from "./suggestions.js";
import type { TrustedDocuments } from "./trusted/trusted-documents.js";

export interface ApolloOptions {
  readonly schema: GraphQLSchema;
  readonly asking: Asking;
  readonly trusted: TrustedDocuments;
  readonly charge: Charge;
  readonly cache: KeyValueCache;
  readonly logger: Logger;
}

/** Apollo executes what comes over HTTP; its cache of parsed and validated documents is the hot path's. */
export async function startApollo(options: ApolloOptions): Promise<ApolloServer<GraphqlContext>> {
  const { schema, asking, cache, logger } = options;
  const apollo = new ApolloServer<GraphqlContext>({
    schema,
    logger,
    // Nothing here depends on what NODE_ENV says.
    nodeEnv: "",
    // By extraRules, as for sockets.
    introspection: true,
    // No page of another site can send a token unless the browser has asked here first.
    csrfPrevention: {
      requestHeaders: ["authorization", "x-apollo-operation-name", "apollo-require-preflight"],
    },
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    persistedQueries: asking.automatic && { cache },
    formatError(formatted, error) {
      const told = toFormatted(error, formatted);
      return asking.suggestions ? told : withoutSuggestion(told);
    },
    // With Apollo's own limit of selections, these would come after graphql-js's rules.
    validationRules: extraRules(asking),
    parseOptions: { maxTokens: asking.limits.tokens },
    validationOptions: { maxErrors: MAX_VALIDATION_ERRORS },
    plugins: [
      // It would wrap every field of every object.
      ApolloServerPluginCacheControlDisabled(),
      // A subgraph would tell how long each field took to whoever asks by a header.
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      createAnswerPlugin(options),
    ],
  });
  await apollo.start();
  return apollo;
}
