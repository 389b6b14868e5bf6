import { randomBytes } from "node:crypto";
import type { Client } from "pg";
import type { Scope } from "../../src/lib/scope.js";
import { openBroker } from "./broker.js";
import { connect, createDatabase } from "./database.js";
import { seed } from "./seed.js";
import { startService, type Service, type ServiceSettings } from "./service.js";
import { adminHeaders } from "./token.js";

/** A started service on a seeded database that nobody else uses. */
export interface Stage {
  readonly databaseUrl: string;
  readonly client: Client;
  readonly exchangePrefix: string;
  readonly channel: Awaited<ReturnType<typeof openBroker>>;
  readonly service: Service;
  readonly headers: { readonly authorization: string };
}

export async function openStage(
  roles: string,
  scope: Scope,
  more: Pick<ServiceSettings, "profileDir" | "preload"> = {},
): Promise<Stage> {
  const databaseUrl = await createDatabase(scope);
  const exchangePrefix = `bench-${randomBytes(4).toString("hex")}.`;
  const channel = await openBroker(exchangePrefix, scope);
  const service = await startService({ databaseUrl, exchangePrefix, roles, ...more }, scope);
  const client = await connect(databaseUrl, scope);
  await seed(client);
  return {
    databaseUrl,
    client,
    exchangePrefix,
    channel,
    service,
    headers: await adminHeaders(service.origin),
  };
}
