/** @needs postgres redis rabbitmq chromium */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { openBrowser, type Browser } from "../support/browser.js";
import {
  openCluster,
  post,
  reserve,
  stockUp,
  tokenFor,
  type Cluster,
  type Process,
} from "../support/cluster.js";
import { cellOf, expectText, signIn } from "../support/dashboard.js";
import { uniqueName } from "../support/services.js";

let cluster: Cluster;
let browser: Browser;
/** Carries out published documents alone. */
let strict: Process;
let open: Process;
let token: string;

beforeAll(async () => {
  cluster = await openCluster();
  open = await cluster.start("api,relay");
  strict = await cluster.start("api", { TRUSTED_DOCUMENTS_ONLY: "true" });
  token = await tokenFor(open);
  browser = await openBrowser();
}, 90_000);

afterAll(async () => {
  await browser.close();
  await cluster.close();
});

it("when only published documents are carried out, then the dashboard reads and follows all the same", async () => {
  const id = await stockUp(open.url, token, uniqueName("item"), 10);
  const refused = await post(strict.url, token, { query: "{ feedPosition }" });
  expect(refused.body.errors?.[0]?.extensions).toMatchObject({ code: "PERSISTED_DOCUMENT_REQUIRED" });
  const visit = await browser.visit(`${strict.url}/#/catalogue`);
  await signIn(visit.page);
  await expectText(cellOf(visit.page, id, "Available"), "10");
  await reserve(open.url, token, uniqueName("order"), [{ productVariantId: id, quantity: 4 }]);
  await expectText(cellOf(visit.page, id, "Available"), "6");
  await visit.close();
  expect(visit.faults()).toEqual([]);
}, 60_000);
