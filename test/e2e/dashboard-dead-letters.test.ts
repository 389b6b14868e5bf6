/** @needs postgres redis rabbitmq chromium */
import { afterAll, afterEach, beforeAll, expect, it } from "@jest/globals";
import { connect, type ChannelModel } from "amqplib";
import type { Page } from "playwright-core";
import type { Visit } from "../support/browser.js";
import { post } from "../support/cluster.js";
import { openDashboard, PATIENCE, tabTo, type Dashboard } from "../support/dashboard.js";
import { eventually } from "../support/eventually.js";
import { openOtherService, type OtherService } from "../support/inbound/publisher.js";
import { removeInbound } from "../support/inbound/remove-inbound.js";
import { axe, overflow, screenshot } from "../support/page-checks.js";
import { amqpUrl, uniqueName } from "../support/services.js";

/** Soon dead. */
const STEP = 0.05;
let dashboard: Dashboard;
let broker: ChannelModel;
let orders: OtherService;
let visit: Visit;

beforeAll(async () => {
  dashboard = await openDashboard();
  const { cluster } = dashboard;
  await cluster.start("consumer", {
    ...{ AMQP_URL: amqpUrl(), AMQP_EXCHANGE_PREFIX: cluster.exchangePrefix },
    ...{ CONSUME_SOURCES: "order", CONSUME_RETRY_STEPS_SECONDS: String(STEP) },
  });
  broker = await connect(amqpUrl());
  orders = await openOtherService(cluster.exchangePrefix);
  await eventually(async () => expect(await depth()).toBe(0), PATIENCE);
}, 120_000);
afterAll(async () => {
  await orders.close();
  await broker.close();
  await dashboard.close();
  await removeInbound(dashboard.cluster.exchangePrefix, [STEP]);
});
afterEach(async () => {
  await visit.close();
  expect(visit.faults()).toEqual([]);
});

/** Of the dead-letter queue, asked on a channel of its own: one that asks for what is not there is closed. */
async function depth(): Promise<number> {
  const channel = await broker.createChannel();
  channel.on("error", () => undefined);
  const { messageCount } = await channel.checkQueue(
    `${dashboard.cluster.exchangePrefix}inventory.order.dead`,
  );
  await channel.close();
  return messageCount;
}

const letterOf = (page: Page, eventId: string) =>
  page.getByRole("listitem", { name: new RegExp(`of order ${eventId}$`) });

it("when a message cannot be handled, then the page shows why and what it was, as text, and it is discarded with a note, by the keyboard", async () => {
  visit = await dashboard.visit("/pipeline");
  const { page } = visit;
  await page.getByText("Nothing waits here", { exact: true }).waitFor();
  const eventId = uniqueName("event");
  const hostile = `<b onclick="alert(1)">bold</b>`;
  const body = { eventId, eventType: "OrderCreatedEvent", eventVersion: "1.0", data: { orderId: hostile } };
  await orders.send("order.created", body, { headers: { "x-tenant": hostile } });

  const letter = letterOf(page, eventId);
  await letter.waitFor({ timeout: PATIENCE.timeoutMs });
  await letter.locator("summary").click();
  const shown = letter.getByRole("region", { name: /^Body of/ });
  expect(JSON.parse(await shown.innerText())).toEqual(body);
  expect(await letter.locator("b").count()).toBe(0);
  expect(await axe(page)).toEqual([]);
  await page.getByRole("button", { name: "Dark theme" }).click();
  expect(await axe(page)).toEqual([]);
  await page.setViewportSize({ width: 375, height: 800 });
  expect(await overflow(page)).toBe(0);

  await tabTo(page, letter.getByRole("button", { name: /^Discard/ }));
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: /^Discard/ });
  const note = dialog.getByLabel("Note");
  await tabTo(page, dialog.getByRole("button", { name: "Discard" }));
  await page.keyboard.press("Enter");
  await dialog.getByText("Must be 1 to 1000 characters", { exact: false }).waitFor();
  await eventually(async () =>
    expect(await note.evaluate((field) => field === document.activeElement)).toBe(true),
  );
  expect(await axe(page)).toEqual([]);
  await page.keyboard.type("the order service has sent it again");
  await page.keyboard.press("Enter");
  await letter.waitFor({ state: "hidden" });
  await page.getByText("Nothing waits here", { exact: true }).waitFor();
  await eventually(async () => expect(await depth()).toBe(0), PATIENCE);
}, 120_000);

it("when what stood against messages is mended, then they are carried out once somebody redrives them, one by one or all of a source", async () => {
  visit = await dashboard.visit("/pipeline");
  const { page } = visit;
  const id = uniqueName("variant");
  const events: string[] = [];
  for (const quantityReturned of [2, 3, 4]) {
    events.push(await orders.say("ReturnProcessedEvent", { productVariantId: id, quantityReturned }));
  }
  for (const eventId of events) await letterOf(page, eventId).waitFor({ timeout: PATIENCE.timeoutMs });
  const query = `mutation ($id: ID!) { createInventoryItem(input: { productVariantId: $id }) { userErrors { message } } }`;
  await post(dashboard.service().url, dashboard.token, { query, variables: { id } });

  const first = letterOf(page, events[0] as string);
  await page.getByLabel("Reason contains").evaluate((field) => field.scrollIntoView({ block: "center" }));
  await screenshot(page, "dead-letters-light");
  await page.getByRole("button", { name: "Dark theme" }).click();
  await page.getByLabel("Reason contains").evaluate((field) => field.scrollIntoView({ block: "center" }));
  await screenshot(page, "dead-letters-dark");
  await first.getByRole("button", { name: /^Redrive/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Redrive" }).click();
  await first.waitFor({ state: "hidden" });
  await eventually(async () => expect(await onHand(id)).toBe(2), PATIENCE);

  const all = page.getByRole("button", { name: "Redrive all of a source…" });
  expect(await all.isDisabled()).toBe(true);
  await page.getByLabel("Source").selectOption("order");
  await page.getByLabel("Reason contains").fill(id);
  await page.getByRole("button", { name: "Filter" }).click();
  await all.click();
  const dialog = page.getByRole("dialog", { name: "Redrive all of order" });
  await dialog.getByText("2 messages of order", { exact: false }).waitFor();
  expect(await axe(page)).toEqual([]);
  await dialog.getByLabel("Note").fill("the variant is there now");
  await dialog.getByRole("button", { name: "Redrive all" }).click();
  await page.getByText("Nothing waits here", { exact: true }).waitFor();
  await eventually(async () => expect(await onHand(id)).toBe(9), PATIENCE);
  await eventually(async () => expect(await depth()).toBe(0), PATIENCE);
}, 120_000);

async function onHand(id: string): Promise<unknown> {
  const query = `query ($id: ID!) { inventoryItem(productVariantId: $id) { availableQuantity } }`;
  const { body } = await post(dashboard.service().url, dashboard.token, { query, variables: { id } });
  return (body as { data?: { inventoryItem?: { availableQuantity?: number } } }).data?.inventoryItem
    ?.availableQuantity;
}
