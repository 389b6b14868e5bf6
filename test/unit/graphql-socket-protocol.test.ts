import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { handleProtocols } from "graphql-ws";
import { WebSocketServer, type WebSocket } from "ws";
import { createErrorFormat } from "../../src/graphql/error-format.js";
import { createSocketProtocol } from "../../src/graphql/socket-protocol.js";
import { createLogger } from "../../src/lib/logger.js";
import { eventually } from "../support/eventually.js";
import { openRawSocket, type RawSocket } from "../support/raw-socket.js";

let server: WebSocketServer;
let socket: RawSocket;
let lines: string[];

beforeEach(async () => {
  lines = [];
  const logger = createLogger("info", { write: (line) => void lines.push(line) });
  const speak = createSocketProtocol({
    handlers: {
      onSubscribe(_socket, id) {
        if (id === "bad") throw new TypeError("x is undefined");
        return [];
      },
      subscribe: () => Promise.reject(new Error("never asked")),
    },
    ...{ format: createErrorFormat(logger), logger },
  });
  server = new WebSocketServer({ port: 0, host: "127.0.0.1", handleProtocols });
  await once(server, "listening");
  server.on("connection", (client: WebSocket, request: IncomingMessage) => speak(client, request));
  socket = openRawSocket(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, undefined);
});

afterEach(() => {
  socket.close();
  server.close();
});

it("when one operation throws, then it alone is told so, in one line of the log, and the socket goes on", async () => {
  socket.send({ id: "bad", type: "subscribe", payload: { query: "{ a }" } });
  socket.send({ type: "ping" });
  await eventually(() => expect(socket.received).toContainEqual({ type: "pong" }));
  expect(socket.received).toContainEqual({
    ...{ id: "bad", type: "error" },
    payload: [expect.objectContaining({ extensions: { code: "INTERNAL_SERVER_ERROR" } })],
  });
  expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
    { level: 50, err: { type: "TypeError", message: "x is undefined" } },
  ]);
});

it("when a client sends what only a server does, then it is closed with 4400", async () => {
  socket.send({ id: "1", type: "next", payload: {} });
  expect(await socket.closed).toBe(4400);
  expect(lines).toHaveLength(1);
});
