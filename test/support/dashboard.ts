import { expect } from "@jest/globals";
import type { Locator, Page } from "playwright-core";
import { openBrowser, type Browser, type Look, type Visit } from "./browser.js";
import { freePort, openCluster, post, reserve, tokenFor, type Cluster, type Process } from "./cluster.js";
import { eventually } from "./eventually.js";
import { uniqueName } from "./services.js";

/** On a machine that is busy with other suites. */
export const PATIENCE = { timeoutMs: 60_000 };

/** A started service with a few items, and a browser. */
export interface Dashboard {
  readonly cluster: Cluster;
  readonly browser: Browser;
  /** An administrator's. */
  readonly token: string;
  /** The process that serves the page now. */
  service(): Process;
  /** As after a crash: another process on the same port and database comes up once `meanwhile` is done. */
  restart(meanwhile: () => Promise<void>): Promise<void>;
  /** By the API, as an order would, on the process that serves the page or on another; answers the order. */
  hold(productVariantId: string, quantity: number, by?: Pick<Process, "url">): Promise<string>;
  /** The sign-in page, or with a path that page, signed in as administrator. */
  visit(path?: string, look?: Look): Promise<Visit>;
  close(): Promise<void>;
}

const STOCK: readonly [id: string, quantity: number][] = [
  ["hoodie-grey-m", 35],
  ["hoodie-grey-s", 18],
  ["lamp-oak", 3],
  ["mug-blue", 500],
  ["mug-red", 10],
  ["poster-a2", 2],
  ["sneaker-42", 1],
  ["sneaker-43", 64],
  ["tote-natural", 120],
];
const STOCK_UP = `mutation ($id: ID!, $sku: String!, $quantity: Int!) {
  createInventoryItem(input: { productVariantId: $id, sku: $sku }) { userErrors { message } }
  adjustStock(input: { productVariantId: $id, delta: $quantity, changeType: PURCHASE }) { userErrors { message } }
}`;

async function stockUp({ url }: Process, token: string): Promise<void> {
  for (const [id, quantity] of STOCK) {
    const variables = { id, sku: id.toUpperCase(), quantity };
    const { body } = await post(url, token, { query: STOCK_UP, variables });
    const done = { userErrors: [] };
    expect(body).toMatchObject({ data: { createInventoryItem: done, adjustStock: done } });
  }
}

export async function openDashboard(environment: Record<string, string> = {}): Promise<Dashboard> {
  const cluster = await openCluster();
  const port = String(await freePort());
  const start = () => cluster.start("api,relay,scheduler", { PORT: port, ...environment });
  let service = await start();
  const token = await tokenFor(service);
  await stockUp(service, token);
  const browser = await openBrowser();
  return {
    ...{ cluster, browser, token },
    service: () => service,
    async restart(meanwhile) {
      await service.kill();
      await meanwhile();
      service = await start();
    },
    async hold(productVariantId, quantity, { url } = service) {
      const orderId = uniqueName("order");
      const { body } = await reserve(url, token, orderId, [{ productVariantId, quantity }]);
      expect(body).toMatchObject({ data: { reserveStock: { userErrors: [] } } });
      return orderId;
    },
    async visit(path, look) {
      const visit = await browser.visit(`${service.url}/${path === undefined ? "" : `#${path}`}`, look);
      if (path !== undefined) await signIn(visit.page);
      return visit;
    },
    async close() {
      await browser.close();
      await cluster.close();
    },
  };
}

/** Until the page follows the feed. */
export async function signIn(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Sign in with a development token" }).click();
  await expectConnection(page, "Live");
}

export const expectConnection = (page: Page, state: string) =>
  expectText(page.getByRole("banner").getByRole("status"), state);

export const expectText = (place: Locator, text: string) =>
  eventually(async () => expect(await place.innerText({ timeout: 1_000 })).toBe(text), PATIENCE);

/** A row of the table, by what stands at its head. */
export const rowOf = (page: Page, name: string) =>
  page.getByRole("row").filter({ has: page.getByRole("rowheader", { name, exact: true }) });

/** What stands under the heading in that row. */
export const cellOf = (page: Page, name: string, heading: string) =>
  rowOf(page, name).locator(`[data-label="${heading}"]`);

/** What stands beside a name, of several figures. */
export const figureOf = (page: Page, name: string) =>
  page.locator("dl > div", { has: page.locator("dt", { hasText: name }) }).locator("dd");

/** Where the pipeline lists what is parked. */
export const nothingParked = (page: Page) => page.getByText("Nothing is parked", { exact: true });

/** By the Tab key alone, as who has no pointer. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let presses = 0; presses < 100; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`100 times Tab does not lead to ${String(target)}`);
}
