import { expect, it } from "@jest/globals";
import type { FeedEvent } from "../../src/domain/events.js";
import { createLogger } from "../../src/lib/logger.js";
import { openRabbitmqSink } from "../../src/messaging/rabbitmq-sink.js";

it("when nobody listens at RabbitMQ's address, then publishing fails with why, and without the password", async () => {
  const sink = await openRabbitmqSink({
    url: "amqp://someone:hidden@127.0.0.1:1",
    exchangePrefix: "",
    logger: createLogger("silent"),
  });
  const failing = sink.publish([{} as FeedEvent]);
  await expect(failing).rejects.toThrow(/^RabbitMQ is out of reach: .*ECONNREFUSED/);
  await expect(failing).rejects.not.toThrow("hidden");
  await sink.close();
});
