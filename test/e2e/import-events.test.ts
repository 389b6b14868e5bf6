/** @needs postgres redis rabbitmq */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { openCluster, post, tokenFor, type Cluster, type Process } from "../support/cluster.js";
import { eventually } from "../support/eventually.js";
import { runStock } from "../support/stock-command.js";
import { openStockFiles, type StockFiles } from "../support/stock-file.js";

let cluster: Cluster;
let service: Process;
let files: StockFiles;

beforeAll(async () => {
  [cluster, files] = await Promise.all([openCluster(), openStockFiles()]);
  service = await cluster.start("api,relay");
}, 60_000);

afterAll(async () => {
  await cluster.close();
  await files.remove();
});

it("when a file is imported beside a running service, then it serves the items, and every event is delivered in order", async () => {
  const { envelopes } = await cluster.consume();
  const path = await files.writeItems("beside.csv", 600);
  const imported = await runStock(["import", path], { DATABASE_URL: cluster.database.url });
  expect(imported.exitCode).toBe(0);

  await eventually(() => expect(envelopes).toHaveLength(1_800), { timeoutMs: 60_000 });
  const ofOne = envelopes.filter(({ aggregateId }) => aggregateId === "item-600");
  expect(ofOne.map(({ eventType, aggregateVersion }) => [eventType, aggregateVersion])).toEqual([
    ["InventoryItemCreatedEvent", 1],
    ["StockLevelChangedEvent", 2],
    ["StockStatusChangedEvent", 2],
  ]);
  expect(new Set(envelopes.map(({ causationId }) => causationId?.split(" ")[0]))).toEqual(
    new Set(["beside.csv"]),
  );
  const { body } = await post(service.url, await tokenFor(service), {
    query: `{ inventoryItem(productVariantId: "item-600") { quantity status } }`,
  });
  expect(body).toMatchObject({ data: { inventoryItem: { quantity: 70, status: "IN_STOCK" } } });
}, 60_000);
