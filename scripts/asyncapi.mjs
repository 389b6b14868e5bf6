// The AsyncAPI document: event schemas, routing keys, exchange and headers in one.
import { format } from "prettier";
import { inboundChannels, inboundMessages, inboundOperations } from "./asyncapi-inbound.mjs";

const exchange = { type: "topic", durable: true, autoDelete: false, vhost: "/" };
const ref = (...path) => ({ $ref: `#/${path.join("/")}` });
const mapped = (list, entry) => Object.fromEntries(list.map(entry));

export async function asyncapi() {
  const { HEADERS } = await import("../dist/messaging/header-descriptions.js");
  const { EXCHANGES } = await import("../dist/messaging/exchanges.js");
  const { ROUTING_KEYS } = await import("../dist/messaging/routing-keys.js");
  const { inboundSchemas } = await import("../dist/consumers/schemas/documents.js");
  const { readSchemaFiles } = await import("../dist/registry/schema-files.js");
  // By type, the newest last.
  const current = [...new Map(readSchemaFiles().map((file) => [file.type, file])).values()];
  const inbound = inboundSchemas();
  const document = {
    asyncapi: "3.0.0",
    id: "urn:stockfeed:events",
    info: {
      title: "Stockfeed events",
      version: "1.0.0",
      description:
        "Every change of stock, as it is told over RabbitMQ: at least once, in order for each item, order or warehouse. Consumers pass over fields that they do not know. AMQP_EXCHANGE_PREFIX stands before the exchange's name.",
      license: { name: "Apache-2.0" },
    },
    defaultContentType: "application/json",
    servers: {
      rabbitmq: {
        host: "localhost:5672",
        protocol: "amqp",
        protocolVersion: "0.9.1",
        description: "The broker that AMQP_URL names.",
      },
    },
    channels: {
      ...inboundChannels(inbound),
      ...mapped(current, ({ type, schema }) => [
        type,
        {
          address: ROUTING_KEYS[type],
          description: schema.description,
          servers: [ref("servers", "rabbitmq")],
          messages: { [type]: ref("components", "messages", type) },
          bindings: {
            amqp: {
              is: "routingKey",
              exchange: { name: EXCHANGES.events, ...exchange },
              bindingVersion: "0.3.0",
            },
          },
        },
      ]),
    },
    operations: {
      ...inboundOperations(inbound),
      ...mapped(current, ({ type }) => [
        `send${type}`,
        {
          action: "send",
          channel: ref("channels", type),
          messages: [ref("channels", type, "messages", type)],
          bindings: { amqp: { deliveryMode: 2, mandatory: true, timestamp: true, bindingVersion: "0.3.0" } },
        },
      ]),
    },
    components: {
      messages: {
        ...inboundMessages(inbound),
        ...mapped(current, ({ type, version, schema }) => [
          type,
          {
            name: type,
            title: `${type} ${version}`,
            summary: schema.description,
            contentType: "application/json",
            headers: ref("components", "schemas", "headers"),
            correlationId: ref("components", "correlationIds", "request"),
            payload: ref("components", "schemas", type),
            bindings: { amqp: { messageType: type, bindingVersion: "0.3.0" } },
          },
        ]),
      },
      schemas: {
        headers: HEADERS,
        ...mapped([...inbound, ...current], ({ type, schema }) => [type, embedded(schema)]),
      },
      correlationIds: {
        request: {
          description: "Of the request that caused it, and of whatever that request belongs to.",
          location: "$message.payload#/correlationId",
        },
      },
    },
  };
  return format(JSON.stringify(document), { parser: "json", printWidth: 110 });
}

/** Schemas of the document are named by their place in it. */
function embedded(schema) {
  const kept = { ...schema };
  delete kept.$schema;
  delete kept.$id;
  return kept;
}
