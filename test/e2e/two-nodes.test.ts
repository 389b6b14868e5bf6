/** @needs postgres redis rabbitmq */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createClient, type Client } from "graphql-ws";
import { WebSocket } from "ws";
import {
  openCluster,
  reserve,
  stockUp,
  tokenFor,
  type Cluster,
  type Consumed,
  type Process,
} from "../support/cluster.js";
import { eventually } from "../support/eventually.js";
import { uniqueName } from "../support/services.js";

const LEVELS = `subscription ($ids: [ID!]) {
  stockLevelChanged(filter: { productVariantIds: $ids }) {
    position eventId productVariantId oldQuantity newQuantity quantityChanged changeType availableQuantity itemVersion
    item { reservedQuantity }
  }
}`;

/** More than the probes take, however long the subscription is in coming. */
const PLENTY = 10_000;
/** On a machine that is busy with other suites. */
const PATIENCE = { timeoutMs: 60_000 };

let cluster: Cluster;
let [nodeA, nodeB]: Process[] = [];
let token: string;
let client: Client;

beforeAll(async () => {
  cluster = await openCluster();
  await cluster.start("relay");
  [nodeA, nodeB] = await Promise.all([cluster.start("api"), cluster.start("api")]);
  token = await tokenFor(nodeA);
  client = createClient({
    url: `${nodeB.url.replace("http", "ws")}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { Authorization: `Bearer ${token}` },
  });
}, 60_000);

afterAll(async () => {
  await client.dispose();
  await cluster.close();
});

/** Subscribes, and resolves once something was heard: by then nothing later is missed. */
function listen(query: string, variables: Record<string, unknown>): Record<string, unknown>[] {
  const heard: Record<string, unknown>[] = [];
  client.subscribe<Record<string, Record<string, unknown>>>(
    { query, variables },
    {
      next: ({ data }) => void heard.push(...Object.values(data ?? {})),
      error: (error) => void heard.push({ error }),
      complete: () => undefined,
    },
  );
  return heard;
}

describe("two api nodes and a relay", () => {
  it("when stock is reserved on node A, then a subscriber on node B and a queue each get it, once", async () => {
    const { url } = nodeA as Process;
    const id = await stockUp(url, token, uniqueName("variant"), PLENTY);
    const consumed = await cluster.consume();
    const heard = listen(LEVELS, { ids: [id] });
    // A change a turn until the first is heard: then the subscription is known to stand.
    await eventually(async () => {
      await reserve(url, token, uniqueName("probe"), [{ productVariantId: id, quantity: 1 }]);
      expect(heard.length).toBeGreaterThan(0);
    }, PATIENCE);
    const orderId = uniqueName("order");
    const { body } = await reserve(url, token, orderId, [{ productVariantId: id, quantity: 2 }]);
    const reservationId = body.data?.reserveStock.reservation?.id;
    // Both sides keep the order: once a later change is there, nothing of this one is to come.
    const fence = uniqueName("fence");
    await reserve(url, token, fence, [{ productVariantId: id, quantity: 1 }]);
    const consumedOf = (order: string) =>
      consumed.envelopes.filter(
        ({ data, aggregateType }) =>
          aggregateType === "InventoryItem" && "orderId" in data && data.orderId === order,
      );
    const heardOf = (order: string) => {
      const ids = consumedOf(order).map(({ eventId }) => eventId);
      return heard.filter(({ eventId }) => ids.includes(eventId as string));
    };
    await eventually(() => expect(heardOf(fence).length).toBeGreaterThan(0), PATIENCE);
    expect([consumedOf(orderId).length, heardOf(orderId).length]).toEqual([1, 1]);
    const [envelope] = consumedOf(orderId) as [Consumed["envelopes"][number]];
    const [change] = heardOf(orderId) as [Record<string, unknown>];

    const available = envelope.data as unknown as { availableQuantityAfterReservation: number };
    expect(envelope).toEqual({
      eventId: expect.any(String),
      eventType: "InventoryReservedEvent",
      eventVersion: "1.0",
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      sourceService: "InventoryService",
      correlationId: expect.any(String),
      aggregateId: id,
      aggregateType: "InventoryItem",
      aggregateVersion: change["itemVersion"],
      ordinal: 0,
      causationId: null,
      userId: null,
      position: change["position"],
      routingKey: "inventory.reservation.created",
      data: {
        productVariantId: id,
        quantityReserved: 2,
        availableQuantityAfterReservation: available.availableQuantityAfterReservation,
        orderId,
        reservationId,
        currentQuantity: PLENTY,
        warehouses: [{ warehouseId: expect.any(String), quantity: 2 }],
        timestamp: envelope.timestamp,
        correlationId: envelope.correlationId,
      },
    });
    const allocations = consumed.envelopes.filter(({ aggregateId }) => aggregateId === orderId);
    expect(allocations).toMatchObject([
      {
        eventType: "AllocationCreatedEvent",
        aggregateType: "Allocation",
        aggregateVersion: 1,
        routingKey: "inventory.allocation.created",
        correlationId: envelope.correlationId,
        data: { orderId, reservationIds: [reservationId], lines: [{ productVariantId: id, quantity: 2 }] },
      },
    ]);
    expect(change).toMatchObject({
      productVariantId: id,
      oldQuantity: PLENTY,
      newQuantity: PLENTY,
      quantityChanged: 0,
      changeType: null,
      availableQuantity: available.availableQuantityAfterReservation,
    });
    const positions = heard.map(({ position }) => Number(position));
    expect(positions).toEqual([...new Set(positions)].sort((a, b) => a - b));
    const events = consumed.envelopes.map(({ eventId }) => eventId);
    expect(events).toEqual([...new Set(events)]);
  }, 90_000);

  it("when a node is told to stop, then it ends its work and exits with 0", async () => {
    const extra = await cluster.start("api");
    await stockUp(extra.url, token, uniqueName("variant"), 1);
    await extra.stop();
  });
});
