/** @needs postgres redis rabbitmq chromium */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import {
  cellOf,
  expectConnection,
  expectText,
  openDashboard,
  PATIENCE,
  type Dashboard,
} from "../support/dashboard.js";
import type { Visit } from "../support/browser.js";
import { eventually } from "../support/eventually.js";
import { IN_FULL } from "../support/scale.js";
import { tokenLasting } from "../support/tokens.js";

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

describe("signing in", () => {
  it("when a token is none, then its field says so; when it is one, then its owner is let in, and out again", async () => {
    visit = await dashboard.visit();
    const { page } = visit;
    const field = page.getByLabel("Access token");
    await field.fill("not a token");
    await page.getByRole("button", { name: "Sign in with this token" }).click();
    await eventually(async () => expect(await field.getAttribute("aria-invalid")).toBe("true"), PATIENCE);
    await page.getByText("This is no token").waitFor();

    await field.fill(dashboard.token);
    await page.getByRole("button", { name: "Sign in with this token" }).click();
    await expectConnection(page, "Live");
    await eventually(async () => expect(await page.title()).toBe("Catalogue · Stockfeed"), PATIENCE);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in", level: 1 }).waitFor();
  });
});

describe("the catalogue", () => {
  it("when stock is reserved by the API, then the row shows it within a second, without a reload", async () => {
    visit = await dashboard.visit("/catalogue");
    const { page } = visit;
    await expectText(cellOf(page, "mug-red", "Available"), "10");
    const began = performance.now();
    await dashboard.hold("mug-red", 8);
    await cellOf(page, "mug-red", "Available").getByText("2", { exact: true }).waitFor();
    const took = performance.now() - began;
    if (IN_FULL) expect(took).toBeLessThan(1_000);
    await expectText(cellOf(page, "mug-red", "Held"), "8");
    await expectText(cellOf(page, "mug-red", "Status"), "Low");
    expect(visit.loads()).toBe(1);
  });

  it("when it is searched, then it shows what was searched for", async () => {
    visit = await dashboard.visit("/catalogue");
    const { page } = visit;
    await page.getByLabel("Search by").selectOption("Variant ids");
    await page.getByRole("searchbox", { name: "Variant ids" }).fill("lamp-oak, nothing");
    await page.getByText("Unknown: nothing").waitFor();
    expect(await page.getByRole("rowheader").allInnerTexts()).toEqual(["lamp-oak"]);
  });
});

describe("a connection that breaks", () => {
  it("when the service is restarted, then the page says so, and goes on with nothing missed", async () => {
    visit = await dashboard.visit("/catalogue");
    const { page } = visit;
    await expectText(cellOf(page, "sneaker-43", "Available"), "64");
    await dashboard.restart(async () => {
      await expectConnection(page, "Reconnecting");
      const other = await dashboard.cluster.start("api,relay");
      await dashboard.hold("sneaker-43", 4, other);
      await other.stop();
    });
    await expectConnection(page, "Live");
    await expectText(cellOf(page, "sneaker-43", "Available"), "60");
    // That nobody answered is told in the console, by the browser itself.
    visit.forgive();
    await dashboard.hold("sneaker-43", 10);
    await expectText(cellOf(page, "sneaker-43", "Available"), "50");
    expect(visit.loads()).toBe(1);
  }, 90_000);

  it("when the token expires, then a fresh one is asked for over the page, which goes on where it was", async () => {
    visit = await dashboard.visit();
    const { page } = visit;
    await page.getByLabel("Access token").fill(await tokenLasting(dashboard.cluster.database.url, 8));
    await page.getByRole("button", { name: "Sign in with this token" }).click();
    await page.getByLabel("Search by").selectOption("Variant ids");
    await page.getByRole("searchbox", { name: "Variant ids" }).fill("tote-natural");
    await expectText(cellOf(page, "tote-natural", "Available"), "120");
    const dialog = page.getByRole("dialog", { name: "Your token has expired" });
    await dialog.waitFor();
    await dashboard.hold("tote-natural", 20);
    await dialog.getByRole("button", { name: "Sign in with a development token" }).click();
    await dialog.waitFor({ state: "hidden" });
    await expectConnection(page, "Live");
    await expectText(cellOf(page, "tote-natural", "Available"), "100");
    expect(await page.getByRole("searchbox").inputValue()).toBe("tote-natural");
    expect(visit.loads()).toBe(1);
  }, 60_000);
});
