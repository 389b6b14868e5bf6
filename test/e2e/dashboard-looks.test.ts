/** @needs postgres redis rabbitmq chromium */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import {
  cellOf,
  expectText,
  figureOf,
  nothingParked,
  openDashboard,
  PATIENCE,
  type Dashboard,
} from "../support/dashboard.js";
import { eventually } from "../support/eventually.js";
import { axe, overflow, screenshot } from "../support/page-checks.js";

let dashboard: Dashboard;

beforeAll(async () => {
  dashboard = await openDashboard();
  for (const [id, quantity] of [
    ["mug-red", 4],
    ["mug-red", 1],
    ["mug-red", 3],
    ["sneaker-42", 1],
  ] as const) {
    await dashboard.hold(id, quantity);
  }
}, 90_000);
afterAll(() => dashboard.close());

/** Each page, and what is on it once it has all that it shows. */
const PAGES: readonly [name: string, path: string | undefined, ready: (page: Page) => Promise<unknown>][] = [
  ["sign-in", undefined, (page) => page.getByRole("button", { name: "Sign in with this token" }).waitFor()],
  ["catalogue", "/catalogue", (page) => cellOf(page, "tote-natural", "Available").waitFor()],
  ["low-stock", "/low-stock", (page) => cellOf(page, "sneaker-42", "Available").waitFor()],
  ["item", "/items/mug-red", (page) => page.getByRole("table", { name: "Ledger" }).waitFor()],
  ["unknown-item", "/items/nothing", (page) => page.getByRole("heading", { level: 1 }).waitFor()],
  ["pipeline", "/pipeline", (page) => nothingParked(page).waitFor()],
  [
    "reconciliation",
    "/reconciliation",
    (page) => page.getByText("Nothing was reconciled yet", { exact: true }).waitFor(),
  ],
  ["no-page", "/nowhere", (page) => page.getByRole("link", { name: "catalogue" }).first().waitFor()],
];
/** Those of which the documentation has a picture made here. */
const PICTURED = ["item"];

describe.each(["light", "dark"] as const)("in %s", (scheme) => {
  it.each(PAGES)(
    "when %s is looked at, then nobody is kept out, on a phone neither, and nothing comes from elsewhere",
    async (name, path, ready) => {
      const visit = await dashboard.visit(path, { scheme });
      const { page } = visit;
      await ready(page);
      expect(await axe(page)).toEqual([]);
      if (PICTURED.includes(name)) await screenshot(page, `${name}-${scheme}`);
      await page.setViewportSize({ width: 360, height: 740 });
      await eventually(async () => expect(await overflow(page)).toBe(0), PATIENCE);
      expect(await axe(page)).toEqual([]);
      await visit.close();
      expect(visit.faults()).toEqual([]);
    },
    60_000,
  );

  it("when orders come in, then the rows of what they hold change where they stand", async () => {
    const visit = await dashboard.visit("/catalogue", { scheme, moving: true });
    const { page } = visit;
    const held = cellOf(page, "tote-natural", "Held");
    const before = Number(await held.innerText());
    await Promise.all(["tote-natural", "mug-blue", "hoodie-grey-s"].map((id) => dashboard.hold(id, 2)));
    await held.getByText(String(before + 2), { exact: true }).waitFor();
    await expectText(figureOf(page, "Changes seen"), "3");
    await screenshot(page, `catalogue-${scheme}`);
    await visit.close();
    expect(visit.faults()).toEqual([]);
  });
});
