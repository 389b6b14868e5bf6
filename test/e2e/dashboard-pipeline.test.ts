/** @needs postgres redis rabbitmq chromium */
import { afterAll, afterEach, beforeAll, expect, it } from "@jest/globals";
import { connect } from "amqplib";
import type { Visit } from "../support/browser.js";
import { post, type Consumed } from "../support/cluster.js";
import { expectText, nothingParked, openDashboard, PATIENCE, type Dashboard } from "../support/dashboard.js";
import { eventually } from "../support/eventually.js";
import { axe, screenshot } from "../support/page-checks.js";
import { refuse } from "../support/refusing-queue.js";
import { amqpUrl, uniqueName } from "../support/services.js";

/** Soon parked. */
const RETRIES = { RETRY_FIRST_INTERVAL_MS: "50", RETRY_LONGEST_INTERVAL_MS: "100", RETRY_ATTEMPTS: "2" };
const UPDATE = `mutation ($id: ID!) {
  updateInventoryItem(input: { productVariantId: $id, lowStockThreshold: 5 }) { userErrors { message } }
}`;

let dashboard: Dashboard;
let consumed: Consumed;
let visit: Visit;

beforeAll(async () => {
  dashboard = await openDashboard(RETRIES);
  consumed = await dashboard.cluster.consume();
}, 90_000);
afterAll(() => dashboard.close());
afterEach(async () => {
  await visit.close();
  expect(visit.faults()).toEqual([]);
});

const arrivals = () =>
  consumed.envelopes.filter(({ routingKey }) => routingKey === "inventory.item.updated").length;

it("when a sink has given up on an event, then the page shows it, and it is delivered once somebody retries it", async () => {
  const queue = await refuse(dashboard.cluster.exchangePrefix, "inventory.item.updated");
  visit = await dashboard.visit("/pipeline");
  const { page } = visit;
  await nothingParked(page).waitFor();
  await post(dashboard.service().url, dashboard.token, { query: UPDATE, variables: { id: "mug-red" } });
  const parked = page.getByRole("listitem", { name: /of mug-red$/ });
  await parked.waitFor({ timeout: PATIENCE.timeoutMs });
  expect(await axe(page)).toEqual([]);
  await screenshot(page, "pipeline-light");
  await page.getByRole("button", { name: "Dark theme" }).click();
  expect(await axe(page)).toEqual([]);
  await screenshot(page, "pipeline-dark");

  await queue.mend();
  // RabbitMQ gives what one queue refuses to the others all the same, at each attempt.
  const before = arrivals();
  await parked.getByRole("button", { name: /^Retry/ }).click();
  const dialog = page.getByRole("dialog", { name: /^Retry/ });
  await dialog.getByLabel("Note").fill("the queue is gone");
  await dialog.getByRole("button", { name: "Retry" }).click();
  await parked.waitFor({ state: "hidden" });
  await nothingParked(page).waitFor();
  await eventually(() => expect(arrivals()).toBeGreaterThan(before), PATIENCE);
  expect(visit.loads()).toBe(1);
}, 90_000);

it("when events are replayed to a queue, then the page shows how far that has come, and that it is done", async () => {
  const broker = await connect(amqpUrl());
  const channel = await broker.createChannel();
  const { queue } = await channel.assertQueue(uniqueName("replay"), { durable: true });
  try {
    visit = await dashboard.visit("/pipeline");
    const { page } = visit;
    await page.getByRole("button", { name: "New replay" }).click();
    const form = page.getByRole("form", { name: "New replay" });
    await form.getByLabel("Queue").fill(queue);
    await form.getByLabel("Events a second").fill("10");
    await form.getByRole("button", { name: "Replay", exact: true }).click();
    const row = page.getByRole("listitem", { name: `Replay to ${queue}` });
    await row.getByText("Running").waitFor();
    const share = () => row.getByRole("progressbar").evaluate((bar: HTMLProgressElement) => bar.position);
    await eventually(async () => expect(await share()).toBeGreaterThan(0), PATIENCE);
    expect(await axe(page)).toEqual([]);
    await row.getByText("Done").waitFor();
    expect(await share()).toBe(1);
    const { messageCount } = await channel.checkQueue(queue);
    expect(await row.getByText(`${messageCount} of ${messageCount} events`).count()).toBe(1);
  } finally {
    await channel.deleteQueue(queue);
    await broker.close();
  }
}, 60_000);

it("when a token may not see the pipeline, then its page says so", async () => {
  visit = await dashboard.visit();
  const { page } = visit;
  await page.getByLabel("Role").selectOption("storefront");
  await page.getByRole("button", { name: "Sign in with a development token" }).click();
  await page.getByRole("link", { name: "Low stock" }).waitFor();
  await page.goto(`${dashboard.service().url}/#/pipeline`);
  await expectText(page.getByRole("heading", { level: 1 }), "Pipeline");
  await page.getByText("Your token does not reach the event pipeline.").waitFor();
  expect(await axe(page)).toEqual([]);
});
