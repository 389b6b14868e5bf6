import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import type { Context } from "graphql-ws";
import type { Extra } from "graphql-ws/use/ws";
import { WebSocket, WebSocketServer } from "ws";
import { createAuditLog } from "../../src/audit-log.js";
import type { Principal } from "../../src/auth/principal.js";
import { Outlets } from "../../src/graphql/live/outlets.js";
import { admit, type SocketExtra } from "../../src/graphql/socket-admission.js";
import { openSocketOutlet } from "../../src/graphql/socket-outlet.js";
import { createLogger } from "../../src/lib/logger.js";

const outlets = new Outlets({ limit: 1_048_576, patienceMs: 10_000, keepAliveMs: 12_000 });
let server: WebSocketServer;
let client: WebSocket;
let extra: Extra & Partial<SocketExtra>;

beforeEach(async () => {
  server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await once(server, "listening");
  client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const opened = once(client, "open");
  const [socket, request] = (await once(server, "connection")) as [WebSocket, IncomingMessage];
  await opened;
  openSocketOutlet(socket, request, outlets);
  extra = { socket, request };
});

afterEach(() => {
  extra.leave?.();
  client.terminate();
  server.close();
});

/** Asks for admission with a token whose verification ends when the test says so. */
function arrive() {
  let verified = (_principal: Principal): void => undefined;
  const verification = new Promise<Principal>((resolve) => (verified = resolve));
  const socket = { connectionParams: { authorization: "Bearer x" }, extra } as unknown as Context<
    Record<string, unknown>,
    Extra & Partial<SocketExtra>
  >;
  const admitted = admit(socket, {
    verifier: { verify: () => verification },
    audit: createAuditLog(createLogger("silent"), "off"),
    recheckMs: 60_000,
  });
  const principal: Principal = {
    ...{ subject: "admin", scopes: new Set<never>(), warehouses: null },
    expiresAt: Date.now() + 3_600_000,
  };
  return { admitted, verified: () => verified(principal) };
}

it("when a socket left while its token was verified, then it is not let in and has no timer", async () => {
  const { admitted, verified } = arrive();
  const closed = once(extra.socket, "close");
  client.terminate();
  await closed;
  verified();
  expect(await admitted).toBe(false);
  expect(extra.leave).toBeUndefined();
});

it("when a socket is let in, then the timers of its token keep no process alive", async () => {
  const { admitted, verified } = arrive();
  const keepingAlive = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
  const before = keepingAlive();
  verified();
  expect(await admitted).toBe(true);
  expect(keepingAlive()).toBe(before);
});
