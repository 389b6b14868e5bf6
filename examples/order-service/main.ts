import Fastify, { type FastifyReply } from "fastify";
import { openStock, type Line, type Outcome, type Reservation } from "./stock.js";
import { openStockfeed, Unanswered } from "./stockfeed.js";

const { PORT = "3001", STOCKFEED_URL = "http://127.0.0.1:4000", PATIENCE_SECONDS = "20" } = process.env;
const { TOKEN_URL = `${STOCKFEED_URL}/oauth/token` } = process.env;
const { CLIENT_ID = "order-service", CLIENT_SECRET = "" } = process.env;

const stock = openStock(
  openStockfeed({
    ...{ url: STOCKFEED_URL, tokenUrl: TOKEN_URL, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET },
    patienceMs: Number(PATIENCE_SECONDS) * 1_000,
  }),
);
const app = Fastify();

const line = {
  type: "object",
  required: ["productVariantId", "quantity"],
  properties: { productVariantId: { type: "string" }, quantity: { type: "integer", minimum: 1 } },
};
const order = {
  type: "object",
  required: ["orderId", "lines"],
  properties: {
    orderId: { type: "string", minLength: 1, maxLength: 64 },
    lines: { type: "array", minItems: 1, maxItems: 250, items: line },
  },
};

const STATUSES: Record<string, number> = { NOT_FOUND: 404, INVALID_INPUT: 422, INVALID_QUANTITY: 422 };

function answer(reply: FastifyReply, { reservation, refusals }: Outcome, status = 200) {
  const [first] = refusals;
  if (first === undefined) return reply.code(status).send(reservation);
  // In conflict with what there is, or with what became of the order.
  return reply.code(STATUSES[first.code] ?? 409).send({ error: first.code, refusals });
}

/** The same order again, whoever sends it, is the same order and has the same answer. */
app.post<{ Body: { orderId: string; lines: Line[] } }>(
  "/orders",
  { schema: { body: order } },
  async ({ body: { orderId, lines } }, reply) => answer(reply, await stock.reserve(orderId, lines), 201),
);

type OfOrder = { Params: { id: string } };

app.post<OfOrder>("/orders/:id/pay", async ({ params: { id } }, reply) => {
  const held = await stock.find(id);
  if (held === null) return reply.code(404).send({ error: "NOT_FOUND" });
  // From here on the units cannot expire under the payment.
  const confirmed = await stock.confirm(id, held.id);
  if (confirmed.refusals.length > 0 && !isSold(held)) return answer(reply, confirmed);
  // Here the payment is taken. If that fails: release.
  return answer(reply, await stock.fulfill(id, held.id));
});

const isSold = ({ status }: Reservation) => status === "FULFILLED";

app.post<OfOrder>("/orders/:id/cancel", async ({ params: { id } }, reply) => {
  const held = await stock.find(id);
  if (held === null) return reply.code(404).send({ error: "NOT_FOUND" });
  return answer(reply, await stock.release(id, held.id));
});

app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
  if (error instanceof Unanswered) {
    // It may have been done: the same request finds out, and does nothing twice.
    return reply.code(503).header("retry-after", "1").send({ error: "UNANSWERED", message: error.message });
  }
  const status = error.statusCode ?? 500;
  if (status >= 500) console.error(error);
  return reply.code(status).send({ error: status < 500 ? error.message : "Something went wrong here." });
});

process.once("SIGTERM", () => void app.close().then(() => process.exit(0)));
console.log(`order-service on ${await app.listen({ port: Number(PORT) })}`);
