import { randomBytes } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { Client } from "pg";
import type { Scope } from "../../src/lib/scope.js";
import { DATABASE_SERVER } from "./addresses.js";

/** A database of this run alone, dropped with the scope. @returns its address. */
export async function createDatabase(scope: Scope): Promise<string> {
  const name = `stockfeed_bench_${randomBytes(4).toString("hex")}`;
  await onServer(`CREATE DATABASE "${name}"`);
  scope.onClose(() => onServer(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`));
  const url = new URL(DATABASE_SERVER);
  url.pathname = `/${name}`;
  return url.href;
}

async function onServer(sql: string): Promise<void> {
  const client = new Client({ connectionString: DATABASE_SERVER });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

export async function connect(url: string, scope: Scope): Promise<Client> {
  const client = new Client({ connectionString: url });
  // Dropping the database with force ends connections that were left behind.
  client.on("error", () => undefined);
  await client.connect();
  scope.onClose(() => client.end());
  return client;
}

/** For what runs without the service, which otherwise migrates its database itself. */
export async function createTables(client: Client): Promise<void> {
  const folder = new URL("../../prisma/migrations/", import.meta.url);
  const names = await readdir(folder, { withFileTypes: true });
  for (const name of names
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()) {
    await client.query(await readFile(new URL(`${name}/migration.sql`, folder), "utf8"));
  }
}
