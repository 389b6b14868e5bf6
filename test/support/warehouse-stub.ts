import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

type Answer = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

export interface WarehouseStub {
  readonly url: string;
  /** What was asked, in order: path with query, and the Authorization header. */
  readonly asked: { readonly path: string; readonly authorization: string | undefined }[];
  /** From now on. */
  answer(answer: Answer): void;
  close(): Promise<void>;
}

/** A warehouse's own system, as far as it says over HTTP what it has. */
export async function openWarehouseStub(first: Answer = figures([])): Promise<WarehouseStub> {
  let answering = first;
  const asked: WarehouseStub["asked"] = [];
  const server = createServer((request, response) => {
    asked.push({ path: request.url ?? "", authorization: request.headers.authorization });
    void answering(request, response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/stock`,
    asked,
    answer: (answer) => void (answering = answer),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

export interface StubFigure {
  readonly productVariantId: string;
  readonly quantity: number;
  readonly warehouse?: string;
  readonly asOf?: string;
}

/** NDJSON, of now unless it says when. */
export function figures(rows: readonly StubFigure[], headers: Readonly<Record<string, string>> = {}): Answer {
  return (_request, response) => {
    response.writeHead(200, { "content-type": "application/x-ndjson", ...headers });
    response.end(rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  };
}
