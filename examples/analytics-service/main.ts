import { createServer } from "node:http";
import { clientCredentials, createConsumer, openFeed } from "stockfeed/consumer";
import { toJson, toMetrics } from "./report.js";
import { openStock } from "./stock.js";

const { PORT = "3003", STOCKFEED_URL = "http://127.0.0.1:4000", AMQP_URL = "amqp://127.0.0.1" } = process.env;
const { EXCHANGE = "inventory.events", QUEUE = "analytics-service" } = process.env;
const { TOKEN_URL = `${STOCKFEED_URL}/oauth/token`, CLIENT_ID = "admin", CLIENT_SECRET = "" } = process.env;

const stock = openStock();
const token = clientCredentials({ tokenUrl: TOKEN_URL, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET });
const consumer = await createConsumer({
  url: AMQP_URL,
  exchange: EXCHANGE,
  queue: QUEUE,
  // What it knows ends with the process, and so does its queue: it begins with the oldest event, read from the API.
  transient: true,
  catchUp: { feed: openFeed({ url: STOCKFEED_URL, token }), from: "beginning" },
  handlers: stock.handlers,
});

const server = createServer(({ url }, response) => {
  const { state, position } = consumer.status();
  const [type, body] =
    url === "/metrics"
      ? ["text/plain; version=0.0.4", toMetrics(stock)]
      : ["application/json", JSON.stringify({ state, ...toJson(stock, position) })];
  // What is half read is half true.
  response.writeHead(state === "catching up" ? 503 : 200, { "content-type": type });
  response.end(body);
}).listen(Number(PORT), () => console.log(`analytics-service on http://127.0.0.1:${PORT}`));

process.once("SIGTERM", () => {
  server.close();
  void consumer.close();
});
