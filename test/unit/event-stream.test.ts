import { once } from "node:events";
import { request } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "@jest/globals";
import Fastify from "fastify";
import { openEventStream } from "../../src/graphql/event-stream.js";
import { Outlets } from "../../src/graphql/live/outlets.js";
import { defer } from "../../src/lib/deferred.js";

it("when its client leaves before it is opened, then nothing of it is kept, and a node that stops does not wait for it", async () => {
  const outlets = new Outlets({ limit: 65_536, patienceMs: 30_000, keepAliveMs: 30_000 });
  const app = Fastify();
  const [asked, opened, left] = [defer<void>(), defer<void>(), defer<void>()];
  app.get("/", {
    async onRequest(_request, reply) {
      asked.resolve();
      await once(reply.raw, "close");
    },
    handler(_request, reply) {
      const stream = openEventStream(reply, outlets);
      stream.closed(left.resolve);
      stream.begin();
      opened.resolve();
      return reply;
    },
  });
  await app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const client = request({ host: "127.0.0.1", port }).on("error", () => undefined);
  client.end();
  await asked.promise;
  client.destroy();
  await opened.promise;
  await left.promise;
  expect(outlets.size("stream")).toBe(0);
  outlets.close();
  await outlets.emptied();
  await app.close();
});
