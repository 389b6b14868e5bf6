import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "@jest/globals";
import { WebSocket, WebSocketServer } from "ws";
import { asciiJson } from "../../src/graphql/live/ascii-json.js";
import { ResultFrames } from "../../src/graphql/socket-frame.js";

it("when messages of every kind of length are written as frames, then ws reads them as they were", async () => {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await once(server, "listening");
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const [socket, { socket: stream }] = (await once(server, "connection")) as [WebSocket, IncomingMessage];
  const payloads = [0, 1, 80, 81, 82, 83, 84, 65_490, 65_500, 65_510, 200_000].map((length) =>
    JSON.stringify("x".repeat(length)),
  );
  const ids = ['"1"', '"2"', '"9b2d"', '"1"'];
  const frames = new ResultFrames();
  const read: { id?: string; payload?: unknown }[] = [];
  const all = new Promise<void>((resolve) =>
    client.on("message", (data) => {
      read.push(JSON.parse((data as Buffer).toString()) as (typeof read)[number]);
      if (read.length === payloads.length * (ids.length + 1)) resolve();
    }),
  );
  const expected: unknown[] = [];
  for (const payload of payloads) {
    for (const id of ids) {
      stream.write(frames.frame(payload, id), "latin1");
      expected.push({ type: "next", id: JSON.parse(id), payload: JSON.parse(payload) });
    }
    // Between those that ws makes itself.
    socket.send(payload);
    expected.push(JSON.parse(payload));
  }
  await all;
  expect(read).toEqual(expected);
  client.terminate();
  server.close();
});

it.each([{ name: "Größe", emoji: "👟", quote: '"\n\u2028' }, "\ud800 alone", { key: null }, 1])(
  "when %j is told in ASCII, then it is the same value",
  (value) => {
    const text = asciiJson(value);
    expect(text).toMatch(/^[\x20-\x7e]*$/);
    expect(JSON.parse(text)).toEqual(value);
  },
);
