import { once } from "node:events";
import { connect, type AddressInfo } from "node:net";
import { createServer } from "node:tls";
import type { selfSigned } from "./self-signed.js";

/** What speaks TLS before a server that does not. */
export interface TlsFront {
  /** The server's address, with the scheme for TLS, by way of here. */
  readonly url: string;
  close(): void;
}

export async function openTlsFront(
  target: string,
  { key, cert }: ReturnType<typeof selfSigned>,
): Promise<TlsFront> {
  const { hostname, port } = new URL(target);
  const server = createServer({ key, cert }, (client) => {
    const upstream = connect(Number(port), hostname);
    for (const end of [client, upstream])
      end.on("error", () => [client, upstream].forEach((each) => each.destroy()));
    client.pipe(upstream).pipe(client);
  }).listen(0, "localhost");
  await once(server, "listening");
  const front = new URL(target);
  [front.hostname, front.port] = ["localhost", String((server.address() as AddressInfo).port)];
  return {
    url: front.href.replace(/^(amqp|redis):/, "$1s:"),
    close: () => void server.close(),
  };
}
