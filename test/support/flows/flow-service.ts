import { randomUUID } from "node:crypto";
import { expect } from "@jest/globals";
import { openCluster, tokenFor, type Cluster, type Process } from "../cluster.js";
import { eventually } from "../eventually.js";
import { restClient, type Rest } from "../rest.js";
import { openBroker, RETRY_STEPS, type Broker, type Told } from "./broker.js";

/** One service with every role, and the other services' side of its broker: as a flow of the documents has them. */
export interface FlowService {
  readonly cluster: Cluster;
  readonly service: Process;
  readonly broker: Broker;
  /** As an administrator. */
  readonly rest: Rest;
  as(role: string): Promise<Rest>;
  /** As the event publishing document wraps it; the id, to tell it once more. */
  tell(exchange: string, eventType: string, data: object, eventId?: string): Promise<string>;
  /** Waits until the item is so, and answers it. */
  expectItem(id: string, like: object): Promise<void>;
  close(): Promise<void>;
}

const PATIENCE = { timeoutMs: 60_000 };

/** As the documents' services route what they tell. */
const ROUTING_KEYS: Readonly<Record<string, string>> = {
  ProductVariantCreatedEvent: "product.variant.created",
  ProductVariantUpdatedEvent: "product.variant.updated",
  ProductVariantDeletedEvent: "product.variant.deleted",
  OrderCreatedEvent: "order.created",
  OrderCancelledEvent: "order.cancelled",
  OrderFraudulentEvent: "order.fraudulent",
  OrderPaymentFailedEvent: "order.payment_failed",
  OrderConfirmedForShipmentEvent: "order.confirmed_for_shipment",
  ReturnProcessedEvent: "order.return_processed",
  PaymentFailedEvent: "payment.failed",
};

export async function openFlowService(environment: Record<string, string> = {}): Promise<FlowService> {
  const cluster = await openCluster();
  const service = await cluster.start("api,relay,consumer,scheduler", {
    EVENT_DIALECTS: "rabbitmq=canonical+lomash+saga",
    CONSUME_RETRY_STEPS_SECONDS: RETRY_STEPS.join(","),
    ...environment,
  });
  const broker = await openBroker(cluster.exchangePrefix);
  const as = async (role: string) => restClient(service.url, await tokenFor(service, role));
  const rest = await as("admin");
  return {
    ...{ cluster, service, broker, rest, as },
    async tell(exchange, eventType, data, eventId = randomUUID()) {
      await broker.tell(exchange, ROUTING_KEYS[eventType] ?? "", {
        ...{ eventId, eventType, eventVersion: "1.0", timestamp: new Date().toISOString() },
        ...{ sourceService: exchange, correlationId: randomUUID(), data },
      });
      return eventId;
    },
    async expectItem(id, like) {
      await eventually(
        async () => expect((await rest(`GET /api/v1/inventory/${id}`)).body).toMatchObject(like),
        {
          ...PATIENCE,
        },
      );
    },
    async close() {
      await cluster.close();
      await broker.close();
    },
  };
}

/** Waits until so many of a type have been heard about this product or order, and answers them. */
export function heard(
  told: readonly Told[],
  type: string,
  about: string,
  count = 1,
): Promise<readonly Told[]> {
  return eventually(() => {
    const those = told.filter(
      (each) => each.type === type && JSON.stringify(each.body).includes(`"${about}"`),
    );
    expect(those).toHaveLength(count);
    return those;
  }, PATIENCE);
}
