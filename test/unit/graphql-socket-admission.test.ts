import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import type { Context } from "graphql-ws";
import type { Extra } from "graphql-ws/use/ws";
import { WebSocket, WebSocketServer } from "ws";
import type { Principal } from "../../src/auth/principal.js";
import { admit, type SocketExtra } from "../../src/graphql/socket-admission.js";

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
  extra = { socket, request };
});

afterEach(() => {
  clearTimeout(extra.expiry);
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
  const admitted = admit(socket, { verify: () => verification });
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
  expect(extra.expiry).toBeUndefined();
});

it("when a socket is let in, then the timer of its token keeps no process alive", async () => {
  const { admitted, verified } = arrive();
  verified();
  expect(await admitted).toBe(true);
  expect(extra.expiry?.hasRef()).toBe(false);
});
