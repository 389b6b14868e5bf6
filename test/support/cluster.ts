import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { Agent, request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from "node:http";
import { createServer, type AddressInfo } from "node:net";
import { expect } from "@jest/globals";
import { connect, type Channel, type ChannelModel } from "amqplib";
import type { Envelope } from "../../src/domain/events.js";
import { declareTopology, topology } from "../../src/messaging/rabbitmq-topology.js";
import { endWithUs } from "./end-with-us.js";
import { eventually } from "./eventually.js";
import { removeTopology } from "./remove-topology.js";
import { amqpUrl, freshDatabase, redisUrl, uniqueName, type FreshDatabase } from "./services.js";

/** One service process. */
export interface Process {
  readonly url: string;
  readonly child: ChildProcess;
  /** SIGKILL, and gone. */
  kill(): Promise<void>;
  /** SIGTERM, and gone; fails unless it exits with 0. */
  stop(): Promise<void>;
}

/** Several service processes on one database, broker and Redis: as an operator runs them. */
export interface Cluster {
  readonly database: FreshDatabase;
  readonly exchangePrefix: string;
  /** On a port of its own, or on `PORT`: so one comes back where its clients look for it. */
  start(roles: string, environment?: Record<string, string>): Promise<Process>;
  /** A queue bound to everything, and what has arrived in it. */
  consume(onEach?: (envelope: Envelope) => void): Promise<Consumed>;
  close(): Promise<void>;
}

export interface Consumed {
  readonly envelopes: (Envelope & { readonly routingKey: string })[];
}

/** What the processes share: a database that was migrated, a Redis and a broker. */
export interface Servers {
  readonly database: FreshDatabase;
  readonly redisUrl: string;
  readonly amqpUrl: string;
}

const sharedServers = async (): Promise<Servers> => ({
  database: await freshDatabase(),
  redisUrl: redisUrl(),
  amqpUrl: amqpUrl(),
});

export async function openCluster(servers?: Servers): Promise<Cluster> {
  const { database, ...addresses } = servers ?? (await sharedServers());
  const exchangePrefix = `${uniqueName("e2e")}.`;
  const processes = new Set<Process>();
  let broker: ChannelModel | undefined;

  async function channel(): Promise<Channel> {
    broker ??= await connect(addresses.amqpUrl);
    const opened = await broker.createChannel();
    await declareTopology(broker, topology(exchangePrefix));
    return opened;
  }

  return {
    database,
    exchangePrefix,
    async start(roles, environment = {}) {
      const started = await startProcess({
        ROLES: roles,
        DATABASE_URL: database.url,
        REDIS_URL: addresses.redisUrl,
        ...(roles.includes("relay")
          ? { AMQP_URL: addresses.amqpUrl, AMQP_EXCHANGE_PREFIX: exchangePrefix }
          : {}),
        ...environment,
      });
      processes.add(started);
      return started;
    },
    async consume(onEach) {
      const consuming = await channel();
      const { queue } = await consuming.assertQueue("", { exclusive: true });
      await consuming.bindQueue(queue, topology(exchangePrefix).events, "inventory.#");
      const envelopes: Consumed["envelopes"] = [];
      await consuming.consume(
        queue,
        (message) => {
          if (!message) return;
          const envelope = JSON.parse(message.content.toString()) as Envelope;
          envelopes.push({ ...envelope, routingKey: message.fields.routingKey });
          onEach?.(envelope);
        },
        { noAck: true },
      );
      return { envelopes };
    },
    async close() {
      await Promise.all([...processes].map((each) => each.kill()));
      const opened = await channel();
      await removeTopology(opened, topology(exchangePrefix));
      await broker?.close();
      await database.drop();
    },
  };
}

/** So many parts of what a process says are kept. */
const LAST_WORDS = 1_000;

async function startProcess(environment: Record<string, string>): Promise<Process> {
  const port = Number(environment["PORT"] ?? (await freePort()));
  const url = `http://127.0.0.1:${port}`;
  const output: string[] = [];
  // As `npm start` does.
  const child = spawn(process.execPath, ["--max-semi-space-size=32", "dist/main.js"], {
    env: { PATH: process.env["PATH"], LOG_LEVEL: "warn", PORT: String(port), ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  endWithUs(child);
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (bytes: Buffer) => output.push(String(bytes)) > LAST_WORDS && output.shift());
  }
  const exited = once(child, "exit");
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await exited;
  };
  await eventually(
    async () => {
      if (child.exitCode !== null) return;
      expect((await fetch(`${url}/readyz`)).status).toBe(200);
    },
    { timeoutMs: 60_000 },
  ).catch(async (error: unknown) => {
    await end("SIGKILL");
    throw error;
  });
  if (child.exitCode !== null) throw new Error(`The service did not start:\n${output.join("")}`);
  return {
    url,
    child,
    kill: () => end("SIGKILL"),
    async stop() {
      await end("SIGTERM");
      if (child.exitCode !== 0) throw new Error(`It exited with ${child.exitCode}:\n${output.join("")}`);
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** A token of the embedded issuer, by its endpoint. */
export async function tokenFor({ url }: Pick<Process, "url">, role = "admin"): Promise<string> {
  const body = new URLSearchParams({ grant_type: "client_credentials", client_id: role });
  const response = await fetch(`${url}/oauth/token`, { method: "POST", body });
  return ((await response.json()) as { access_token: string }).access_token;
}

export interface Answer<T> {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: {
    data?: T | null;
    errors?: { message: string; extensions: { code: string; field?: string[] } }[];
  };
}

/** Idle connections are given up before the service does, after 72 s, maybe when one is just used again. */
const agent = new Agent({ keepAlive: true, timeout: 30_000 });

/** One GraphQL request over HTTP; a string is sent as it is. */
export function post<T>(
  url: string,
  token: string | null,
  payload: object | string,
  more: OutgoingHttpHeaders = {},
): Promise<Answer<T>> {
  const body = typeof payload === "string" ? payload : JSON.stringify(payload);
  const headers = {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    ...more,
  };
  return new Promise((resolve, reject) => {
    const sending = request(`${url}/graphql`, { method: "POST", agent, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => (text += part));
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: JSON.parse(text) as Answer<T>["body"],
        }),
      );
      response.on("error", reject);
    });
    sending.on("error", reject);
    sending.end(body);
  });
}

const STOCK_UP = `mutation StockUp($id: ID!, $quantity: Int!) {
  createInventoryItem(input: { productVariantId: $id }) { userErrors { message } }
  adjustStock(input: { productVariantId: $id, delta: $quantity, changeType: PURCHASE }) { userErrors { message } }
}`;

/** A new item with so much of it in MAIN. */
export async function stockUp(url: string, token: string, id: string, quantity: number): Promise<string> {
  const { body } = await post(url, token, { query: STOCK_UP, variables: { id, quantity } });
  expect(body.data).toEqual({ createInventoryItem: { userErrors: [] }, adjustStock: { userErrors: [] } });
  return id;
}

export const RESERVE = `mutation Reserve($input: ReserveStockInput!) {
  reserveStock(input: $input) {
    reservation { id status }
    userErrors { code ... on InsufficientStockError { requested available } }
  }
}`;

export interface Reserved {
  reserveStock: {
    reservation: { id: string; status: string } | null;
    userErrors: { code: string; requested?: number; available?: number }[];
  };
}

export function reserve(
  url: string,
  token: string,
  orderId: string,
  lines: object[],
): Promise<Answer<Reserved>> {
  return post<Reserved>(url, token, { query: RESERVE, variables: { input: { orderId, lines } } });
}
