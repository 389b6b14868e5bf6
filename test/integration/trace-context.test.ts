/** @needs postgres redis rabbitmq */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { createClient } from "graphql-ws";
import WebSocket from "ws";
import { post } from "../support/cluster.js";
import { eventually } from "../support/eventually.js";
import { openService, type RunningService } from "../support/running-service.js";
import { query, uniqueName } from "../support/services.js";
import { openStore, type Store } from "../support/store.js";

const TRACE_PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
const OTHER = "00-11112222333344445555666677778888-00f067aa0ba902b7-00";
const CREATE = `mutation ($id: ID!, $key: String) {
  createInventoryItem(input: { productVariantId: $id, idempotencyKey: $key }) { userErrors { code } }
}`;

let service: RunningService;
let store: Store;

beforeAll(async () => {
  service = await openService();
  store = openStore(service.database.url);
}, 60_000);

afterAll(async () => {
  await store.close();
  await service.close();
});

async function create(id: string, headers: Record<string, string>, key: string | null = null): Promise<void> {
  const { body } = await post(service.url, service.token, { query: CREATE, variables: { id, key } }, headers);
  expect(body).toMatchObject({ data: { createInventoryItem: { userErrors: [] } } });
}

const storedOf = (id: string) =>
  query(service.database.url, "SELECT trace_parent, correlation_id FROM event WHERE aggregate_id = $1", [id]);

it("when a request has a traceparent, then its events have it, as stored and as the feed gives them to sinks", async () => {
  const id = uniqueName("item");
  await create(id, { traceparent: TRACE_PARENT, "x-correlation-id": "order-7" });
  expect(await storedOf(id)).toEqual([{ trace_parent: TRACE_PARENT, correlation_id: "order-7" }]);
  const event = await eventually(async () => {
    const found = (await store.log.after(0, 100)).find(({ aggregateId }) => aggregateId === id);
    expect(found).toBeDefined();
    return found;
  });
  expect(event).toMatchObject({ traceParent: TRACE_PARENT, correlationId: "order-7" });
});

it.each([
  ["none", {}],
  ["a malformed one", { traceparent: `${TRACE_PARENT}-more` }],
])("when a request has %s, then it is carried out, and its events have none", async (_, headers) => {
  const id = uniqueName("item");
  await create(id, headers);
  expect(await storedOf(id)).toMatchObject([{ trace_parent: null }]);
});

it("when a request is sent again within another trace, then it has its first answer, and no second event", async () => {
  const id = uniqueName("item");
  await create(id, { traceparent: TRACE_PARENT }, id);
  await create(id, { traceparent: OTHER }, id);
  expect(await storedOf(id)).toMatchObject([{ trace_parent: TRACE_PARENT }]);
});

it("when a mutation over WebSocket names both in its extensions, then its events have them", async () => {
  const id = uniqueName("item");
  const socket = createClient({
    url: `${service.url.replace("http", "ws")}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { Authorization: `Bearer ${service.token}` },
  });
  const extensions = { traceparent: TRACE_PARENT, correlationId: "over-a-socket" };
  for await (const { errors } of socket.iterate({
    query: CREATE,
    variables: { id, key: null },
    extensions,
  })) {
    expect(errors).toBeUndefined();
  }
  await socket.dispose();
  expect(await storedOf(id)).toEqual([{ trace_parent: TRACE_PARENT, correlation_id: "over-a-socket" }]);
});
