/** @needs postgres redis rabbitmq */
import { afterEach, expect, it } from "@jest/globals";
import { eventually } from "../support/eventually.js";
import { openOtherService, type OtherService } from "../support/inbound/publisher.js";
import { openService, type RunningService } from "../support/running-service.js";
import { query } from "../support/services.js";
import { openTcpProxy, type TcpProxy } from "../support/tcp-proxy.js";

const PATIENCE = { timeoutMs: 60_000 };
let wire: TcpProxy;
let service: RunningService;
let other: OtherService;

afterEach(async () => {
  await other.close();
  await service.close();
  await wire.close();
});

it("when the database is away, then messages wait in their order, are not put off, and go on when it is back", async () => {
  service = await openService({ ROLES: "consumer" }, async (url) => {
    wire = await openTcpProxy(url);
    return wire.url;
  });
  other = await openOtherService(service.exchangePrefix);
  const stock = async () =>
    (await query(service.database.url, "SELECT quantity, reserved, sku FROM inventory"))[0];
  await other.say("ProductVariantCreated", { productVariantId: "v", initialStock: 9, sku: "0" });
  await eventually(
    async () => expect(await stock()).toEqual({ quantity: 9, reserved: 0, sku: "0" }),
    PATIENCE,
  );

  wire.refuse();
  for (const sku of ["1", "2", "3"]) await other.say("ProductVariantUpdated", { productVariantId: "v", sku });
  await other.say("OrderCreated", { orderId: "o", lines: [{ productVariantId: "v", quantity: 4 }] });
  const waiting = () => service.logged().filter(({ msg }) => msg === "a message has to wait");
  await eventually(
    () => expect(new Set(waiting().map(({ source }) => source))).toEqual(new Set(["product", "order"])),
    PATIENCE,
  );
  wire.accept();

  await eventually(
    async () => expect(await stock()).toEqual({ quantity: 9, reserved: 4, sku: "3" }),
    PATIENCE,
  );
  const metrics = await service.metrics();
  for (const source of ["product", "order"]) {
    expect(metrics.get(`stockfeed_inbound_retries_total{source="${source}"}`)).toBe(0);
    expect(metrics.get(`stockfeed_inbound_dead_total{source="${source}"}`)).toBe(0);
  }
});
