import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { v7 } from "uuid";
import { serveJobs } from "../stage/worker.js";
import { itemsQuery } from "./items.js";
import { openConnections, type Connecting } from "./querying.js";
import { reserveQuery, type ReserveRequest } from "./reserve.js";

/** What an expert writes who needs nothing but speed: no GraphQL, no tokens, one statement a request. */
async function listen(settings: Connecting): Promise<number> {
  const query = await openConnections(settings);

  async function reserve(body: string): Promise<string> {
    const id = v7();
    const { rows } = await query<{ until: Date }>(reserveQuery(JSON.parse(body) as ReserveRequest, id));
    const row = rows[0];
    if (!row) return '{"error":"INSUFFICIENT_STOCK"}';
    return `{"id":"${id}","status":"ACTIVE","expiresAt":"${row.until.toISOString()}"}`;
  }

  async function items(body: string): Promise<string> {
    const { rows } = await query<{ json: string }>(itemsQuery(JSON.parse(body) as string[]));
    return rows[0]?.json ?? "[]";
  }

  const routes: Record<string, (body: string) => Promise<string> | string> = {
    "/typename": () => '{"data":{"__typename":"Query"}}',
    "/items": items,
    "/reserve": reserve,
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const handler = routes[request.url ?? ""];
    if (!handler) return void response.writeHead(404).end();
    try {
      const text = await handler(await bodyOf(request));
      response.writeHead(200, {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(text),
      });
      response.end(text);
    } catch (error) {
      complainOnce(error);
      response.writeHead(500).end();
    }
  }

  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

let complained = false;

/** The failures are counted by the load generator; thousands of equal lines would help nobody. */
function complainOnce(error: unknown): void {
  if (!complained) process.stderr.write(`yardstick: ${String(error)}\n`);
  complained = true;
}

function bodyOf(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => (body += chunk));
    request.on("end", () => resolve(body));
    request.on("error", reject);
  });
}

serveJobs(listen);
