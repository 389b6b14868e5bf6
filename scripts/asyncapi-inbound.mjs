// What of the AsyncAPI document is about messages of other services: a channel for the queue of each.
const ref = (...path) => ({ $ref: `#/${path.join("/")}` });

const SOURCES = ["product", "order", "payment"];
const sourceOf = (type) => SOURCES.find((source) => type.toLowerCase().startsWith(source)) ?? "order";
const channelOf = (source) => `inventory.${source}`;
const queue = (name) => ({ name, durable: true, exclusive: false, autoDelete: false, vhost: "/" });

export function inboundChannels(inbound) {
  return Object.fromEntries(
    SOURCES.map((source) => [
      channelOf(source),
      {
        address: channelOf(source),
        description: `The queue that is bound to what the ${source} service publishes; CONSUME_* says by which exchange and keys.`,
        servers: [ref("servers", "rabbitmq")],
        messages: Object.fromEntries(
          inbound
            .filter(({ type }) => sourceOf(type) === source)
            .map(({ type }) => [type, ref("components", "messages", type)]),
        ),
        bindings: { amqp: { is: "queue", queue: queue(channelOf(source)), bindingVersion: "0.3.0" } },
      },
    ]),
  );
}

export function inboundOperations(inbound) {
  return Object.fromEntries(
    inbound.map(({ type }) => {
      const channel = channelOf(sourceOf(type));
      const operation = {
        action: "receive",
        channel: ref("channels", channel),
        messages: [ref("channels", channel, "messages", type)],
        bindings: { amqp: { ack: true, bindingVersion: "0.3.0" } },
      };
      return [`receive${type}`, operation];
    }),
  );
}

export function inboundMessages(inbound) {
  return Object.fromEntries(
    inbound.map(({ type, schema, names }) => [
      type,
      {
        name: type,
        title: `${type} (consumed)`,
        summary: schema.description,
        description: `eventType is one of: ${names.join(", ")}.`,
        contentType: "application/json",
        payload: ref("components", "schemas", type),
      },
    ]),
  );
}
