import { ApolloServer } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from "@apollo/server/plugin/disabled";
import type { GraphQLSchema } from "graphql";
import type { Logger } from "../lib/logger.js";
import { createAnswerPlugin } from "./answer-plugin.js";
import type { GraphqlContext } from "./context.js";
import { toFormatted } from "./errors.js";
import { limitsRule, MAX_SELECTIONS, MAX_TOKENS, MAX_VALIDATION_ERRORS } from "./limits.js";

/** Apollo executes what comes over HTTP; its cache of parsed and validated documents is the hot path's. */
export async function startApollo(
  schema: GraphQLSchema,
  logger: Logger,
): Promise<ApolloServer<GraphqlContext>> {
  const apollo = new ApolloServer<GraphqlContext>({
    schema,
    logger,
    // Nothing here depends on what NODE_ENV says.
    nodeEnv: "",
    introspection: true,
    csrfPrevention: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    formatError: (formatted, error) => toFormatted(error, formatted),
    validationRules: [limitsRule],
    parseOptions: { maxTokens: MAX_TOKENS },
    maxRecursiveSelections: MAX_SELECTIONS,
    validationOptions: { maxErrors: MAX_VALIDATION_ERRORS },
    plugins: [
      // It would wrap every field of every object.
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      createAnswerPlugin(logger),
    ],
  });
  await apollo.start();
  return apollo;
}
