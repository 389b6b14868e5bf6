/** @needs postgres redis rabbitmq chromium */
import { afterAll, afterEach, beforeAll, expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import type { Visit } from "../support/browser.js";
import {
  cellOf,
  expectConnection,
  expectText,
  figureOf,
  openDashboard,
  PATIENCE,
  tabTo,
  type Dashboard,
} from "../support/dashboard.js";
import { eventually } from "../support/eventually.js";
import { axe } from "../support/page-checks.js";

let dashboard: Dashboard;
let visit: Visit;

beforeAll(async () => {
  dashboard = await openDashboard();
}, 90_000);
afterAll(() => dashboard.close());
afterEach(async () => {
  await visit.close();
  expect(visit.faults()).toEqual([]);
});

const expectFigure = (page: Page, name: string, value: string) => expectText(figureOf(page, name), value);

async function openAdjust(page: Page) {
  await page.getByRole("button", { name: "Adjust", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Adjust stock" });
  const submit = () => dialog.getByRole("button", { name: "Adjust stock" }).click();
  return { dialog, delta: dialog.getByLabel("Delta"), submit };
}

it("when stock is adjusted on the page, then its figures and its ledger say so", async () => {
  visit = await dashboard.visit("/items/mug-blue");
  const { page } = visit;
  await expectFigure(page, "On hand", "500");
  const { dialog, delta, submit } = await openAdjust(page);
  await delta.fill("-12");
  await dialog.getByLabel("Reason").fill("dropped");
  await submit();
  await dialog.waitFor({ state: "hidden" });
  await expectFigure(page, "On hand", "488");
  await page.getByRole("table", { name: "Ledger" }).getByText("dropped").waitFor();
  expect(visit.loads()).toBe(1);
});

it("when an adjustment is refused, then its field says why, and has the focus; mended, it is done", async () => {
  visit = await dashboard.visit("/items/lamp-oak");
  const { page } = visit;
  const { dialog, delta, submit } = await openAdjust(page);
  for (const [typed, said] of [
    ["many", "whole number"],
    ["-4", "3 can be"],
  ] as const) {
    await delta.fill(typed);
    await submit();
    await eventually(async () => {
      expect(await delta.getAttribute("aria-invalid")).toBe("true");
      const ids = (await delta.getAttribute("aria-describedby"))?.split(" ") ?? [];
      const described = await page.locator(ids.map((id) => `#${id}`).join(", ")).allInnerTexts();
      expect(described.join(" ")).toContain(said);
      expect(await delta.evaluate((element) => element === document.activeElement)).toBe(true);
    }, PATIENCE);
  }
  expect(await axe(page)).toEqual([]);
  await expectFigure(page, "On hand", "3");
  await delta.fill("-1");
  await submit();
  await dialog.waitFor({ state: "hidden" });
  await expectFigure(page, "On hand", "2");
});

it("when an order holds stock, then the page shows it as it happens, and can release it", async () => {
  visit = await dashboard.visit("/items/sneaker-43");
  const { page } = visit;
  await expectFigure(page, "Available", "64");
  const orderId = await dashboard.hold("sneaker-43", 5);
  await expectFigure(page, "Available", "59");
  await expectFigure(page, "Reserved", "5");
  await page.getByText(orderId).first().waitFor();
  await page
    .getByRole("button", { name: /^Release/ })
    .first()
    .click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Release/ })
    .click();
  await expectFigure(page, "Available", "64");
});

it("when there is no pointer, then the keyboard leads from signing in to an adjustment", async () => {
  visit = await dashboard.visit();
  const { page } = visit;
  await tabTo(page, page.getByRole("button", { name: "Sign in with a development token" }));
  await page.keyboard.press("Enter");
  await expectConnection(page, "Live");
  await expectText(cellOf(page, "tote-natural", "Available"), "120");
  await tabTo(page, page.getByRole("link", { name: "tote-natural" }));
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByRole("button", { name: "Adjust", exact: true }));
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Adjust stock" });
  await tabTo(page, dialog.getByLabel("Delta"));
  await page.keyboard.type("-20");
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "hidden" });
  await expectFigure(page, "On hand", "100");
});
