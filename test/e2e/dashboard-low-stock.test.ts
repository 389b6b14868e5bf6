/** @needs postgres redis rabbitmq chromium */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { post } from "../support/cluster.js";
import {
  cellOf,
  expectConnection,
  expectText,
  openDashboard,
  PATIENCE,
  rowOf,
  type Dashboard,
} from "../support/dashboard.js";
import { eventually } from "../support/eventually.js";

const REFILL = `mutation ($id: ID!) {
  adjustStock(input: { productVariantId: $id, delta: 100, changeType: PURCHASE }) { userErrors { message } }
}`;

let dashboard: Dashboard;

beforeAll(async () => {
  dashboard = await openDashboard();
}, 90_000);
afterAll(() => dashboard.close());

const refill = async (id: string, { url } = dashboard.service()) => {
  const { body } = await post(url, dashboard.token, { query: REFILL, variables: { id } });
  expect(body).toMatchObject({ data: { adjustStock: { userErrors: [] } } });
};

it("when items come to their thresholds and leave them, then the list follows, over a restart of the service too", async () => {
  const visit = await dashboard.visit("/low-stock");
  const { page } = visit;
  await expectText(cellOf(page, "lamp-oak", "Status"), "Low");
  const listed = async () => (await page.getByRole("rowheader").allInnerTexts()).sort();
  expect(await listed()).toEqual(["lamp-oak", "poster-a2", "sneaker-42"]);

  await dashboard.hold("sneaker-42", 1);
  await expectText(cellOf(page, "sneaker-42", "Status"), "Out");
  await dashboard.hold("mug-red", 8);
  await expectText(cellOf(page, "mug-red", "Available"), "2");
  await refill("poster-a2");
  await rowOf(page, "poster-a2").waitFor({ state: "hidden" });

  await dashboard.restart(async () => {
    await expectConnection(page, "Reconnecting");
    const other = await dashboard.cluster.start("api,relay");
    await dashboard.hold("hoodie-grey-s", 16, other);
    await refill("lamp-oak", other);
    await other.stop();
  });
  await eventually(
    async () => expect(await listed()).toEqual(["hoodie-grey-s", "mug-red", "sneaker-42"]),
    PATIENCE,
  );
  // That nobody answered is told in the console, by the browser itself.
  visit.forgive();
  await dashboard.hold("hoodie-grey-s", 2);
  await expectText(cellOf(page, "hoodie-grey-s", "Status"), "Out");
  expect(visit.loads()).toBe(1);
  await visit.close();
  expect(visit.faults()).toEqual([]);
}, 90_000);
