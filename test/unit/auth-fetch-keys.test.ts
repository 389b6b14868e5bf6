import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "@jest/globals";
import { fetchKeys } from "../../src/auth/fetch-keys.js";

let server: Server | undefined;

afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
});

async function answering(listener: RequestListener): Promise<string> {
  server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`;
}

describe("an issuer's answer", () => {
  it("when it is a key set, then those are the keys", async () => {
    const url = await answering((_request, response) => response.end('{"keys":[{"kty":"EC"}]}'));
    expect(await fetchKeys(url)).toEqual({ keys: [{ kty: "EC" }] });
  });

  it.each<[string, RequestListener, string]>([
    ["no success", (_request, response) => response.writeHead(500).end("{}"), "answered 500"],
    [
      "an address elsewhere",
      (_request, response) => response.writeHead(302, { location: "http://127.0.0.1:9/" }).end(),
      "answered 302",
    ],
    ["no JSON", (_request, response) => response.end("<html>"), "JSON"],
    ["no key set", (_request, response) => response.end("null"), "no JSON Web Key Set"],
    ["keys that are no list", (_request, response) => response.end('{"keys":{}}'), "no JSON Web Key Set"],
    [
      "more keys than anybody has",
      (_request, response) => response.end(JSON.stringify({ keys: Array(101).fill({}) })),
      "101 keys",
    ],
    // Never ends, and is not waited for.
    ["bytes without end", (_request, response) => pour(response), "more than 262144 bytes"],
  ])("when it is %s, then it is an error", async (_name, listener, message) => {
    await expect(fetchKeys(await answering(listener))).rejects.toThrow(message);
  });
});

function pour(response: Parameters<RequestListener>[1]): void {
  const more = () => {
    while (!response.destroyed && response.write(" ".repeat(65_536)));
  };
  response.on("drain", more);
  more();
}
