/** @needs postgres redis rabbitmq chromium */
import { afterAll, afterEach, beforeAll, expect, it } from "@jest/globals";
import type { Visit } from "../support/browser.js";
import { post } from "../support/cluster.js";
import { cellOf, expectText, openDashboard, PATIENCE, tabTo, type Dashboard } from "../support/dashboard.js";
import { eventually } from "../support/eventually.js";
import { axe, overflow, screenshot } from "../support/page-checks.js";
import { figures, openWarehouseStub, type WarehouseStub } from "../support/warehouse-stub.js";

let warehouse: WarehouseStub;
let dashboard: Dashboard;
let visit: Visit;

beforeAll(async () => {
  warehouse = await openWarehouseStub();
  dashboard = await openDashboard({
    // By hand alone.
    ...{ RECONCILE_URL: warehouse.url, RECONCILE_CRON: "0 0 29 2 *", RECONCILE_TOLERANCE_MS: "0" },
  });
}, 90_000);
afterAll(async () => {
  await dashboard.close();
  await warehouse.close();
});
afterEach(async () => {
  await visit.close();
  expect(visit.faults()).toEqual([]);
});

it("when figures differ, then a dry run tells by how much, and what differs is corrected after it, by the keyboard", async () => {
  warehouse.answer(
    figures([
      { productVariantId: "lamp-oak", quantity: 3 },
      { productVariantId: "mug-blue", quantity: 512 },
      { productVariantId: "not-of-ours", quantity: 1 },
      { productVariantId: "tote-natural", quantity: 117 },
    ]),
  );
  visit = await dashboard.visit("/reconciliation");
  const { page } = visit;
  await page.getByText("Nothing was reconciled yet", { exact: true }).waitFor();
  await tabTo(page, page.getByRole("button", { name: "New dry run…" }));
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "New dry run" });
  const items = dialog.getByLabel("Items");
  await tabTo(page, items);
  await page.keyboard.type(`mug-blue, ${"x".repeat(65)}`);
  await tabTo(page, dialog.getByRole("button", { name: "Begin the dry run" }));
  await page.keyboard.press("Enter");
  await dialog.getByText(/^x{24}: Must be 1 to 64 characters/).waitFor();
  await eventually(async () =>
    expect(await items.evaluate((field) => field === document.activeElement)).toBe(true),
  );
  expect(await axe(page)).toEqual([]);
  await items.fill("");
  await tabTo(page, dialog.getByRole("button", { name: "Begin the dry run" }));
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "hidden" });

  const dryRun = page.getByRole("listitem", { name: /^Dry run of/ });
  await dryRun.getByText("Done", { exact: true }).waitFor({ timeout: PATIENCE.timeoutMs });
  expect(await dryRun.innerText()).toMatch(
    /Rows compared\s+4\s+Agreeing\s+1\s+Corrected\s+0\s+Differences left\s+3/,
  );
  await tabTo(page, dryRun.locator("summary"));
  await page.keyboard.press("Enter");
  await expectText(cellOf(page, "mug-blue", "Drift"), "+12");
  await expectText(cellOf(page, "tote-natural", "Drift"), "-3");
  await expectText(cellOf(page, "tote-natural", "Outcome"), "Found");
  await screenshot(page, "reconciliation-light");
  expect(await axe(page)).toEqual([]);
  await page.getByRole("button", { name: "Dark theme" }).click();
  expect(await axe(page)).toEqual([]);
  await screenshot(page, "reconciliation-dark");
  await page.setViewportSize({ width: 360, height: 740 });
  await eventually(async () => expect(await overflow(page)).toBe(0), PATIENCE);
  expect(await axe(page)).toEqual([]);
  await page.getByLabel("Outcome").selectOption("Refused");
  await page.getByText("1 in all", { exact: true }).waitFor();
  expect(await page.getByRole("rowheader").allInnerTexts()).toEqual(["not-of-ours"]);
  expect(await cellOf(page, "not-of-ours", "Why").innerText()).toContain("NOT_FOUND");
  expect(await onHand("mug-blue")).toBe(500);

  await tabTo(page, dryRun.getByRole("button", { name: /^Correct what the Dry run of/ }));
  await page.keyboard.press("Enter");
  const correcting = page.getByRole("dialog", { name: "Correct what differs" });
  await correcting.getByText("left 3 differences", { exact: false }).waitFor();
  expect(await axe(page)).toEqual([]);
  await tabTo(page, correcting.getByRole("button", { name: "Correct" }));
  await page.keyboard.press("Enter");
  await correcting.waitFor({ state: "hidden" });
  const correction = page.getByRole("listitem", { name: /^Correction of/ });
  await correction.getByText("Done", { exact: true }).waitFor({ timeout: PATIENCE.timeoutMs });
  expect(await correction.innerText()).toMatch(/Corrected\s+2\s+Differences left\s+1/);
  expect(await correction.getByRole("button", { name: /^Correct/ }).count()).toBe(0);
  expect([await onHand("mug-blue"), await onHand("tote-natural")]).toEqual([512, 117]);
}, 120_000);

it("when the source cannot be read, then the run has failed and says why, and there is nothing to correct", async () => {
  warehouse.answer((_request, response) => void response.writeHead(401).end());
  visit = await dashboard.visit("/reconciliation");
  const { page } = visit;
  await page.getByRole("button", { name: "New dry run…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Begin the dry run" }).click();
  const failed = page.getByRole("listitem", { name: /^Dry run of/ }).filter({ hasText: "Failed" });
  await failed.getByText(`${warehouse.url} answered 401.`).waitFor({ timeout: PATIENCE.timeoutMs });
  expect(await failed.getByRole("button").count()).toBe(0);
}, 90_000);

it("when somebody may not reconcile, then there is no way to it, and the page says what it takes", async () => {
  visit = await dashboard.visit();
  const { page } = visit;
  await page.getByLabel("Role").selectOption("storefront");
  await page.getByRole("button", { name: "Sign in with a development token" }).click();
  await page.getByRole("link", { name: "Catalogue" }).waitFor();
  expect(await page.getByRole("link", { name: "Reconciliation" }).count()).toBe(0);
  await page.evaluate(() => (location.hash = "/reconciliation"));
  await page.getByText("Your token does not reach the reconciliations.").waitFor();
  expect(await page.getByRole("button", { name: "New dry run…" }).count()).toBe(0);
  expect(await axe(page)).toEqual([]);
}, 60_000);

async function onHand(id: string): Promise<unknown> {
  const query = `query ($id: ID!) { inventoryItem(productVariantId: $id) { quantity } }`;
  const { body } = await post(dashboard.service().url, dashboard.token, { query, variables: { id } });
  return (body as { data?: { inventoryItem?: { quantity?: number } } }).data?.inventoryItem?.quantity;
}
