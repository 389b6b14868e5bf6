// What the package exports as `stockfeed/consumer`: for programs that consume the service's events.
export { clientCredentials, type ClientCredentials } from "./client-credentials.js";
export { createConsumer } from "./consumer.js";
export {
  EVENT_TYPES,
  type EventOf,
  type EventType,
  type StockfeedEvent,
  type UnknownEvent,
} from "./events.js";
export { FeedRefused, openFeed, type Feed, type FeedOptions, type FeedPage } from "./feed.js";
export { StoreUnavailable, type IdempotencyStore } from "./idempotency-store.js";
export type { ClientLogger } from "./log.js";
export { createMemoryStore, type MemoryStoreOptions } from "./memory-store.js";
export type {
  CatchUpOptions,
  Consumer,
  ConsumerOptions,
  ConsumerStatus,
  Delivery,
  Handlers,
} from "./options.js";
export type { Missing } from "./positions.js";
export { createPostgresStore, type PostgresClient, type PostgresStoreOptions } from "./postgres-store.js";
export { readEvent, type Read } from "./read-event.js";
export { redriveDead, type DeadLetter, type RedriveDeadOptions, type RedrivenDead } from "./redrive-dead.js";
export { createRedisStore, type RedisClient, type RedisStoreOptions } from "./redis-store.js";
