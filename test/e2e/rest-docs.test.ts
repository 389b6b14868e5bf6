/** @needs postgres chromium */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openBrowser, type Browser } from "../support/browser.js";
import { openShop, type Shop } from "../support/shop.js";

let shop: Shop;
let browser: Browser;

beforeAll(async () => {
  [shop, browser] = await Promise.all([openShop(), openBrowser()]);
}, 90_000);
afterAll(async () => {
  await browser.close();
  await shop.close();
}, 60_000);

describe("the page of the REST API", () => {
  it("when it is opened, then each operation can be read and tried, from this host alone", async () => {
    const id = await shop.item({ quantity: 7 });
    const { token } = await shop.node.issuer.issue({ role: "storefront" });
    const visit = await browser.visit(`${shop.node.url}/docs`);
    const { page } = visit;
    await page.getByText("Hold units of one variant for an order").waitFor();
    expect(await page.locator(".opblock").count()).toBe(10);

    await page.getByRole("button", { name: "Authorize" }).first().click();
    await page.locator("input[name=bearer], input#auth-bearer-value").first().fill(token);
    await page.locator(".auth-btn-wrapper").getByRole("button", { name: "Apply credentials" }).click();
    await page.locator(".btn-done").click();

    const operation = page.locator("#operations-Stock-getInventoryItem");
    await operation.locator(".opblock-summary-control").click();
    await operation.locator("input[placeholder=productVariantId]").fill(id);
    await operation.getByRole("button", { name: "Execute" }).click();
    await operation.locator(".live-responses-table").getByText('"availableQuantity"').first().waitFor();
    await visit.close();
    expect(visit.faults()).toEqual([]);
  }, 60_000);
});
