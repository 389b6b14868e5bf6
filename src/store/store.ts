import type { Logger } from "../lib/logger.js";
import type { FeedReader } from "../ports/feed-log.js";
import type { Gauges } from "../ports/gauges.js";
import type { Reader } from "../ports/reader.js";
import type { SigningKeys } from "../ports/signing-keys.js";
import type { StockAudits } from "../ports/stock-audits.js";
import type { Upcast } from "../ports/upcast.js";
import { createStockAudits } from "./balances.js";
import { openDatabase, type Database } from "./database.js";
import { openEmbeddedPostgres, type EmbeddedPostgres } from "./embedded-postgres.js";
import { createFeedLog } from "./feed/feed-log.js";
import { createGauges } from "./gauges.js";
import { migrate } from "./migrate.js";
import { createReader } from "./reader.js";
import { claimDatabase } from "./sharing.js";
import { createSigningKeys } from "./signing-keys.js";

export interface StoreOptions {
  readonly database:
    | { readonly kind: "embedded"; readonly dataDir: string }
    | { readonly kind: "postgres"; readonly url: string };
  /** Whether another process on the database could not see what this one does. */
  readonly alone: boolean;
  /** What brings events of older versions up to date. */
  readonly upcast: Upcast;
  readonly logger: Logger;
}

export interface Store {
  readonly database: Database;
  readonly reader: Reader;
  readonly audits: StockAudits;
  readonly feed: FeedReader;
  readonly gauges: Gauges;
  readonly signingKeys: SigningKeys;
  readonly feedId: string;
  /** Where an embedded database keeps its files. */
  readonly location: string | undefined;
  close(): Promise<void>;
}

/** Finds, or starts, the database, migrates it, and opens what reads and writes it. */
export async function openStore({ database: place, alone, upcast, logger }: StoreOptions): Promise<Store> {
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    for (let closer = closers.pop(); closer; closer = closers.pop()) await closer();
  };
  try {
    const embedded = place.kind === "embedded" ? await openEmbeddedPostgres(place.dataDir) : undefined;
    if (embedded) closers.push(() => embedded.close());
    const url = place.kind === "embedded" ? (embedded as EmbeddedPostgres).url : place.url;
    closers.push(await claimDatabase(url, alone, logger));
    const applied = await migrate(url);
    if (applied.length > 0) logger.info({ applied }, "the database was migrated");
    const database = openDatabase(url, logger);
    closers.push(() => database.close());
    const feed = createFeedLog(database.pool, { upcast });
    return {
      database,
      feed,
      gauges: createGauges(database.pool),
      reader: createReader(database.pool),
      audits: createStockAudits(database.pool),
      signingKeys: createSigningKeys(database.pool),
      feedId: await feed.feedId(),
      location: embedded?.location,
      close,
    };
  } catch (error) {
    await close().catch((closing: unknown) => logger.error({ err: closing }, "the store was not released"));
    throw error;
  }
}
