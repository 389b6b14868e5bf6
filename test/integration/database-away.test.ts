/** @needs postgres */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { createClient, type Client } from "../support/client/client.js";
import * as doc from "../support/client/documents.js";
import { openGraphqlNode, type GraphqlNode } from "../support/graphql-node.js";
import { eventually } from "../support/eventually.js";
import { freshDatabase, postgresUrl, query, uniqueName, type FreshDatabase } from "../support/services.js";

let database: FreshDatabase;
let node: GraphqlNode;
let admin: Client;

beforeAll(async () => {
  database = await freshDatabase();
  node = await openGraphqlNode(database.url);
  admin = createClient(node.url, (await node.issuer.issue({ role: "admin" })).token);
});

afterAll(async () => {
  await node.close();
  await database.drop();
});

const name = () => new URL(database.url).pathname.slice(1);
const create = () =>
  admin.send(doc.CREATE_ITEM, { input: { productVariantId: uniqueName("variant") } }).catch(() => undefined);

it("when the database takes no connections, then reads and writes are UNAVAILABLE until it does", async () => {
  expect((await create())?.status).toBe(200);
  await query(postgresUrl(), `ALTER DATABASE "${name()}" ALLOW_CONNECTIONS false`);
  try {
    await query(postgresUrl(), "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", [
      name(),
    ]);
    for (const ask of [() => admin.send(doc.FEED_POSITION, {}), create]) {
      const answer = await ask();
      expect(answer).toMatchObject({ status: 503, errors: [{ extensions: { code: "UNAVAILABLE" } }] });
    }
  } finally {
    await query(postgresUrl(), `ALTER DATABASE "${name()}" ALLOW_CONNECTIONS true`);
  }
  await eventually(async () => expect((await create())?.status).toBe(200), { timeoutMs: 60_000 });
});
