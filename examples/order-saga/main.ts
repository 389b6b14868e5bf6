import Fastify from "fastify";
import { stockByApi } from "./by-api.js";
import { stockByEvents } from "./by-events.js";
import { openJournal } from "./journal.js";
import type { Line, Order } from "./order.js";
import { openPayment } from "./payment.js";
import { carryOut, type Stock } from "./saga.js";
import { openStockfeed } from "./stockfeed.js";

const { PORT = "3004", SAGA = "api", JOURNAL = "orders.ndjson", PAYMENT_URL } = process.env;
const { STOCKFEED_URL = "http://127.0.0.1:4000", TOKEN_URL = `${STOCKFEED_URL}/oauth/token` } = process.env;
const { CLIENT_ID = "order-service", CLIENT_SECRET = "", PATIENCE_SECONDS = "20" } = process.env;
const { AMQP_URL = "amqp://127.0.0.1", AMQP_EXCHANGE_PREFIX = "" } = process.env;

const journal = openJournal(JOURNAL);
const payment = openPayment(PAYMENT_URL);

async function openStock(): Promise<Stock> {
  if (SAGA === "events") {
    const isAwaited = (orderId: string) => journal.orders.get(orderId)?.state === "PLACED";
    return stockByEvents({ url: AMQP_URL, prefix: AMQP_EXCHANGE_PREFIX, isAwaited });
  }
  if (SAGA !== "api") throw new Error(`SAGA is api or events, not "${SAGA}"`);
  const patienceMs = Number(PATIENCE_SECONDS) * 1_000;
  const client = { clientId: CLIENT_ID, clientSecret: CLIENT_SECRET };
  return stockByApi(openStockfeed({ url: STOCKFEED_URL, tokenUrl: TOKEN_URL, patienceMs, ...client }));
}
const stock = await openStock();

const app = Fastify();
const line = {
  type: "object",
  required: ["productVariantId", "quantity"],
  properties: { productVariantId: { type: "string" }, quantity: { type: "integer", minimum: 1 } },
};
const schema = {
  body: {
    type: "object",
    required: ["orderId", "lines"],
    properties: {
      orderId: { type: "string", minLength: 1, maxLength: 64 },
      lines: { type: "array", minItems: 1, maxItems: 250, items: line },
      card: { type: "string" },
    },
  },
};

/** Taken down before it is answered: from then on it comes to its end, whatever happens. */
app.post<{ Body: { orderId: string; lines: Line[]; card?: string } }>(
  "/orders",
  { schema },
  (request, reply) => {
    const { orderId, lines, card = "good" } = request.body;
    const known = journal.orders.get(orderId);
    if (known) return reply.send(known);
    const order: Order = { orderId, lines, card, state: "PLACED", reason: null };
    journal.write(order);
    void carryOut(order, journal, { stock, payment });
    return reply.code(202).send(order);
  },
);

app.get<{ Params: { id: string } }>("/orders/:id", ({ params: { id } }, reply) => {
  const order = journal.orders.get(id);
  return order ? reply.send(order) : reply.code(404).send({ error: "NOT_FOUND" });
});

// Each of those under way is gone on with where it stood.
for (const order of journal.orders.values()) void carryOut(order, journal, { stock, payment });

// Nothing has to be ended in an orderly way: what is under way is gone on with at the next start.
process.once("SIGTERM", () => process.exit(0));
console.log(`order-saga, by ${SAGA}, on ${await app.listen({ port: Number(PORT) })}`);
