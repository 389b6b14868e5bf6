import { randomUUID } from "node:crypto";
import { connect } from "amqplib";
import { AMQP_URL } from "../stage/addresses.js";
import { serveJobs } from "../stage/worker.js";
import type { RawBrokerJob, RawBrokerResult } from "./pipeline.js";

/** The size of an InventoryReservedEvent's message. */
const BODY = Buffer.alloc(850, "x");

/** What the broker takes from one publisher that has nothing else to do. */
async function publish({ exchange, messages, window }: RawBrokerJob): Promise<RawBrokerResult> {
  const connection = await connect(AMQP_URL);
  const channel = await connection.createConfirmChannel();
  const options = { persistent: true, mandatory: true, contentType: "application/json" };
  let [sent, confirmed] = [0, 0];
  const begun = performance.now();
  await new Promise<void>((resolve, reject) => {
    function fill(): void {
      while (sent < messages && sent - confirmed < window) {
        sent++;
        channel.publish(
          exchange,
          "inventory.bench",
          BODY,
          { ...options, messageId: randomUUID() },
          onConfirm,
        );
      }
    }
    function onConfirm(error: unknown): void {
      if (error) return reject(new Error("The broker refused a message.", { cause: error }));
      confirmed++;
      if (confirmed === messages) resolve();
      else if (sent - confirmed <= window / 2) fill();
    }
    fill();
  });
  const seconds = (performance.now() - begun) / 1000;
  await connection.close();
  return { perSecond: messages / seconds };
}

serveJobs(publish);
