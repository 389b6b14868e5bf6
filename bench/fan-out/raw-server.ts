import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import { serveJobs } from "../stage/worker.js";
import type { RawServerJob, RawServerResult } from "./fan-out.js";

/** The least that a server of ws can do: bytes that are there already to everyone who is connected, as large as the service's. */
let server: WebSocketServer | undefined;

async function carryOut(job: RawServerJob): Promise<RawServerResult> {
  if (job.kind === "listen") {
    server = new WebSocketServer({ port: 0, host: "127.0.0.1", backlog: 4_096 });
    await once(server, "listening");
  } else {
    const all = job.texts.map((text) => Buffer.from(text));
    let next = 0;
    for (const client of server?.clients ?? []) {
      client.send(all[next++ % all.length] as Buffer, { binary: false });
    }
  }
  return { port: (server?.address() as AddressInfo).port };
}

serveJobs(carryOut);
