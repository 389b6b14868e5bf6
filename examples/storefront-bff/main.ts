import Fastify from "fastify";
import { openAvailability } from "./availability.js";
import type { Product } from "./feed.js";
import { openStockfeed } from "./stockfeed.js";

const { PORT = "3000", STOCKFEED_URL = "http://127.0.0.1:4000" } = process.env;
const { TOKEN, TOKEN_URL = `${STOCKFEED_URL}/oauth/token` } = process.env;
const { CLIENT_ID = "storefront", CLIENT_SECRET = "" } = process.env;

const stockfeed = openStockfeed({
  ...{ url: STOCKFEED_URL, tokenUrl: TOKEN_URL, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET },
  token: TOKEN,
});
const availability = openAvailability(stockfeed);
// What is streamed never ends by itself.
const app = Fastify({ forceCloseConnections: true });

/** What a shop's page needs, and no more. */
const shown = (product: Product | null) =>
  product && {
    id: product.productVariantId,
    status: product.status,
    available: Math.max(0, product.availableQuantity),
  };

const MOST_IDS = 1_000;

app.get<{ Querystring: { ids?: string } }>("/products", async ({ query }, reply) => {
  const ids = (query.ids ?? "").split(",").filter((id) => id !== "");
  if (ids.length === 0 || ids.length > MOST_IDS) {
    return reply.code(400).send({ error: `?ids=a,b,...: 1 to ${MOST_IDS} of them` });
  }
  const { live, asOf, products } = await availability.get(ids);
  return { live, asOf, products: products.map(shown) };
});

/** Server-sent events: the product as it is, and again whenever it changes. */
app.get<{ Params: { id: string } }>("/products/:id/live", ({ params: { id } }, reply) => {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  let sent = "";
  const send = async () => {
    // Each tells the whole state: a browser that is slow gets the latest once it has read what it has.
    if (raw.writableNeedDrain) return void raw.once("drain", () => void send());
    const answer = await availability.get([id]).catch(() => undefined);
    const state = answer && JSON.stringify(shown(answer.products[0] ?? null));
    if (state === undefined || state === sent) return;
    sent = state;
    raw.write(`data: ${state}\n\n`);
  };
  const unwatch = availability.watch(id, () => void send());
  // So that proxies do not take it for dead.
  const beat = setInterval(() => raw.writableNeedDrain || raw.write(":\n\n"), 15_000);
  raw.on("close", () => {
    unwatch();
    clearInterval(beat);
  });
  void send();
});

app.setErrorHandler((error, _request, reply) => {
  console.error(error);
  return reply.code(503).header("retry-after", "1").send({ error: "The stock cannot be told now." });
});

process.once("SIGTERM", () => void app.close().then(() => process.exit(0)));
console.log(`storefront-bff on ${await app.listen({ port: Number(PORT) })}`);
