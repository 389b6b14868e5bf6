import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tokenLasting } from "./tokens.js";

export interface TokenServer {
  readonly url: string;
  /** How many it has given. */
  given(): number;
  close(): void;
}

/** An issuer's endpoint for client credentials, whose tokens end soon; the service of that database believes them. */
export async function openTokenServer(databaseUrl: string, ttlSeconds: number): Promise<TokenServer> {
  let given = 0;
  const server = createServer((_request, response) => {
    void tokenLasting(databaseUrl, ttlSeconds).then((token) => {
      given++;
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ access_token: token, token_type: "Bearer", expires_in: ttlSeconds }));
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    given: () => given,
    close: () => void server.close(),
  };
}
