// What a suite may use, and how it says so.
//
// A suite that needs a server says which in a comment at its very top:
//
//   /** @needs postgres redis rabbitmq */
//
// `npm test` finds or starts those servers for the suites that it is about to run, and
// lists a suite as NOT RUN when one of its servers cannot be had. What a suite creates is
// its own: take databases from freshDatabase(), name everything else with uniqueName().

export { amqpUrl, postgresUrl, redisUrl, uniqueName } from "./addresses.js";
export { freshDatabase, query, type FreshDatabase } from "./database.js";
