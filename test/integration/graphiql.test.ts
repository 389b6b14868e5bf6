/** @needs postgres chromium */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { openBrowser, type Browser, type Visit } from "../support/browser.js";
import { eventually } from "../support/eventually.js";
import { openGraphqlNode, type GraphqlNode } from "../support/graphql-node.js";
import { freshDatabase, type FreshDatabase } from "../support/services.js";

let database: FreshDatabase;
let node: GraphqlNode;
let browser: Browser;
let visit: Visit | undefined;

beforeAll(async () => {
  database = await freshDatabase();
  node = await openGraphqlNode(database.url);
  browser = await openBrowser();
}, 60_000);

afterEach(async () => {
  await visit?.close();
  // Among them what the console told, and every request of another host.
  const faults = visit?.faults() ?? [];
  visit = undefined;
  expect(faults).toEqual([]);
});

afterAll(async () => {
  await browser.close();
  await node.close();
  await database.drop();
});

const page = async (scheme: "light" | "dark" = "light") => {
  visit = await browser.visit(`${node.url}/graphiql`, { scheme });
  // Nothing is written into an editor before it is there.
  await visit.page.locator(".graphiql-query-editor").getByText("totalCount").waitFor();
  return visit.page;
};

const expectResult = (pattern: RegExp) =>
  eventually(async () => expect(await visit?.page.locator(".result-window").innerText()).toMatch(pattern), {
    timeoutMs: 60_000,
  });

describe("GraphiQL", () => {
  it("when a token is entered, then the schema is read, and a query answered, with no other host asked", async () => {
    const { token } = await node.issuer.issue({ role: "admin" });
    const opened = await page();
    await expectResult(/Enter an access token above/);
    await opened.getByLabel("Access token").fill(token);
    await opened.getByRole("button", { name: /Execute query/ }).click();
    await expectResult(/"totalCount": ?0/);
    await opened.getByRole("button", { name: "Show Documentation Explorer" }).click();
    await opened.getByText("Root Types").waitFor();
    await opened.getByRole("button", { name: "Open short keys dialog" }).click();
    await opened.getByRole("dialog").waitFor();
    // The token is forgotten with the page.
    expect(await opened.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toContain(
      token,
    );
  }, 60_000);

  it("when the service issues tokens itself, then it is asked for one, and a subscription follows the feed", async () => {
    const opened = await page("dark");
    await opened.getByRole("button", { name: "Use a development token" }).click();
    await eventually(async () => expect(await opened.getByLabel("Access token").inputValue()).not.toBe(""));
    const editor = opened.locator(".graphiql-query-editor .CodeMirror");
    await editor.click();
    await opened.keyboard.press("Control+A");
    await opened.keyboard.insertText("subscription Stock { lowStock { __typename } }");
    await opened.keyboard.press("Control+Enter");
    await expectResult(/LowStockSnapshot/);
  }, 60_000);

  it("when the page is asked for, then its policy lets in what it has of its own alone", async () => {
    const response = await fetch(`${node.url}/graphiql`);
    const policy = response.headers.get("content-security-policy") ?? "";
    expect([response.status, response.headers.get("cache-control")]).toEqual([200, "no-cache"]);
    expect(policy).toMatch(/default-src 'none'; script-src 'self'; style-src 'self' 'sha256-/);
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    const [file = ""] = /graphiql\/index-[^"]+\.js/.exec(await response.text()) ?? [];
    const script = await fetch(`${node.url}/${file}`);
    expect(script.headers.get("cache-control")).toMatch(/immutable/);
  });
});
