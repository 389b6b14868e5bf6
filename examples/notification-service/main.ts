import { createServer } from "node:http";
import { createTransport } from "nodemailer";
import { Pool, type PoolClient } from "pg";
import { createConsumer, createPostgresStore, type Delivery } from "stockfeed/consumer";
import { mailOf, type Crossing } from "./mail.js";
import { claim, createTable, remember } from "./told.js";

const { PORT = "3002", EXCHANGE = "inventory.events", QUEUE = "notification-service" } = process.env;
const { MAIL_FROM = "stock@localhost" } = process.env;
const setting = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
};

const PREFETCH = 5;
const pool = new Pool({ connectionString: setting("DATABASE_URL"), max: PREFETCH + 1 });
pool.on("error", (error) => console.error(`PostgreSQL: ${error.message}`));
const smtp = createTransport(setting("SMTP_URL"), { from: MAIL_FROM, to: setting("MAIL_TO") });

/** The note that a mail was sent is committed once the server has taken it: what is sent twice has one Message-ID. */
async function tell(crossing: Crossing, { transaction }: Delivery<PoolClient>): Promise<void> {
  const claimed = await claim(transaction, crossing);
  if (claimed) await smtp.sendMail(mailOf(crossing, claimed.sku));
}

await createTable(pool);
const consumer = await createConsumer<PoolClient>({
  url: setting("AMQP_URL"),
  exchange: EXCHANGE,
  queue: QUEUE,
  bindings: ["inventory.stock.changed", "inventory.stock.out", "inventory.stock.low_threshold_reached"],
  prefetch: PREFETCH,
  // A change is remembered before what follows from it is told, also when it has to be tried again.
  failing: "in order",
  store: createPostgresStore<PoolClient>({ pool, consumer: QUEUE }),
  handlers: {
    StockLevelChangedEvent: (event, { transaction }) => remember(transaction, event),
    StockoutEvent: tell,
    LowStockThresholdReachedEvent: tell,
  },
});

const server = createServer((_, response) => {
  const status = consumer.status();
  response.writeHead(status.state === "live" ? 200 : 503, { "content-type": "application/json" });
  response.end(JSON.stringify(status));
}).listen(Number(PORT), () => console.log(`notification-service on http://127.0.0.1:${PORT}`));

process.once("SIGTERM", () => {
  server.close();
  void consumer.close().then(() => pool.end());
});
