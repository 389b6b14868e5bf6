/** @needs postgres */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openGraphqlNode, type GraphqlNode } from "../support/graphql-node.js";
import { freshDatabase, type FreshDatabase } from "../support/services.js";

let database: FreshDatabase;
let node: GraphqlNode;

beforeAll(async () => {
  database = await freshDatabase();
  node = await openGraphqlNode(database.url);
});

afterAll(async () => {
  await node.close();
  await database.drop();
});

const get = (path: string, headers: Record<string, string> = {}) => fetch(node.url + path, { headers });

function tokenRequest(form: Record<string, string>, headers: Record<string, string> = {}) {
  return fetch(`${node.url}/oauth/token`, { method: "POST", headers, body: new URLSearchParams(form) });
}

describe("without a token", () => {
  it.each(["/", "/healthz", "/readyz"])("when %s is asked for, then it answers", async (path) => {
    expect((await get(path)).status).toBe(200);
  });

  it("when an unknown page is asked for, then 404 as JSON", async () => {
    const response = await get("/elsewhere");
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: "NOT_FOUND" });
  });

  it("when the metrics are asked for, then only an administrator's token gets them", async () => {
    expect((await get("/metrics")).status).toBe(401);
    const bearer = async (role: "admin" | "storefront") => ({
      authorization: `Bearer ${(await node.issuer.issue({ role })).token}`,
    });
    expect((await get("/metrics", await bearer("storefront"))).status).toBe(403);
    expect((await get("/metrics", await bearer("admin"))).status).toBe(200);
  });
});

describe("the embedded issuer's address", () => {
  it("when client credentials name a role, then its token is accepted", async () => {
    const form = { grant_type: "client_credentials", client_id: "ORDER-SERVICE", client_secret: "any" };
    const answer = await (await tokenRequest(form)).json();
    expect(answer).toMatchObject({ token_type: "Bearer", scope: "inventory:read inventory:reserve" });
    const response = await fetch(`${node.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${answer.access_token}` },
      body: JSON.stringify({ query: "{ __typename }" }),
    });
    expect(await response.json()).toMatchObject({ data: { __typename: "Query" } });
  });

  it("when the client is unknown or the grant another, then OAuth's errors", async () => {
    const unknown = await tokenRequest({ grant_type: "client_credentials", client_id: "king" });
    expect([unknown.status, await unknown.json()]).toMatchObject([401, { error: "invalid_client" }]);
    const grant = await tokenRequest({ grant_type: "password" });
    expect([grant.status, await grant.json()]).toMatchObject([400, { error: "unsupported_grant_type" }]);
  });

  it("when it is asked through a proxy, then it answers nobody", async () => {
    const form = { grant_type: "client_credentials", client_id: "admin" };
    expect((await tokenRequest(form, { "x-forwarded-for": "203.0.113.9" })).status).toBe(403);
  });
});
