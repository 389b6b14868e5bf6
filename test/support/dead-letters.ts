import { randomUUID } from "node:crypto";
import type { DeadLetter, RedriveLog } from "../../src/ports/dead-letters.js";
import { uniqueName } from "./services.js";

/** As a consumer tells of a message that it cannot handle. */
export function deadLetter(over: Partial<DeadLetter> = {}): Omit<DeadLetter, "state"> {
  const eventId = randomUUID();
  const eventType = over.eventType ?? "OrderCreatedEvent";
  return {
    ...{ id: randomUUID(), source: "order", routingKey: "order.created", eventId, eventType },
    ...{ correlationId: "c-1", reason: "data.items.0.quantity: Must be a whole number", attempts: 1 },
    content: Buffer.from(JSON.stringify({ eventId, eventType, data: { orderId: uniqueName("order") } })),
    ...{ headers: { "x-tenant": "t-1" }, diedAt: Date.now() },
    ...over,
  };
}

/** Tells the log, and answers the letter. */
export async function bury(
  log: RedriveLog,
  over: Partial<DeadLetter> = {},
): Promise<Omit<DeadLetter, "state">> {
  const letter = deadLetter(over);
  await log.add(letter);
  return letter;
}
