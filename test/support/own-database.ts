import { migrate } from "../../src/store/migrate.js";
import { postgres, startPackaged } from "./provision/postgres.js";
import type { OwnServer } from "./provision/service.js";
import { query } from "./services.js";

/** A migrated database on a server of the test's own, which it may crash. */
export interface OwnDatabase {
  readonly server: OwnServer;
  readonly url: string;
}

export async function openOwnDatabase(): Promise<OwnDatabase> {
  const server = (await postgres.startInstalled()) ?? (await startPackaged());
  try {
    await query(server.url, "CREATE DATABASE stockfeed TEMPLATE template0 ENCODING 'UTF8'");
    const url = new URL(server.url);
    url.pathname = "/stockfeed";
    await migrate(url.href);
    return { server, url: url.href };
  } catch (error) {
    await server.close();
    throw error;
  }
}
