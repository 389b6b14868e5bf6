/** @needs postgres redis rabbitmq */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { openCluster, stockUp, tokenFor, type Cluster } from "../support/cluster.js";
import { eventually } from "../support/eventually.js";
import { DEFAULT_STEPS } from "../support/inbound/consumed.js";
import { removeInbound } from "../support/inbound/remove-inbound.js";
import { selfSigned } from "../support/self-signed.js";
import { amqpUrl, redisUrl, uniqueName } from "../support/services.js";
import { openTlsFront, type TlsFront } from "../support/tls-front.js";

let cluster: Cluster;
let fronts: readonly [amqp: TlsFront, redis: TlsFront];
let folder: string;

beforeAll(async () => {
  const issued = selfSigned();
  folder = mkdtempSync(join(tmpdir(), "tls-"));
  writeFileSync(join(folder, "ca.pem"), issued.cert);
  fronts = [await openTlsFront(amqpUrl(), issued), await openTlsFront(redisUrl(), issued)];
  cluster = await openCluster();
}, 60_000);
afterAll(async () => {
  await cluster.close();
  await removeInbound(cluster.exchangePrefix, DEFAULT_STEPS);
  fronts.forEach((front) => front.close());
  rmSync(folder, { recursive: true });
});

it("when RabbitMQ and Redis are reached by TLS, as Amazon's are, then events arrive", async () => {
  const [amqp, redis] = fronts;
  const service = await cluster.start("api,relay,consumer,scheduler", {
    ...{ AMQP_URL: amqp.url, REDIS_URL: redis.url, NODE_EXTRA_CA_CERTS: join(folder, "ca.pem") },
  });
  const heard = await cluster.consume();
  const id = await stockUp(service.url, await tokenFor(service), uniqueName("variant"), 3);
  await eventually(
    async () => {
      expect(heard.envelopes.filter(({ aggregateId }) => aggregateId === id).length).toBeGreaterThan(1);
      const readiness = (await (await fetch(`${service.url}/readyz`)).json()) as object;
      expect(readiness).toMatchObject({ status: "ready" });
    },
    { timeoutMs: 60_000 },
  );
}, 90_000);
