import { afterAll, afterEach, beforeAll, beforeEach, expect } from "@jest/globals";
import {
  openCluster,
  post,
  reserve,
  stockUp,
  tokenFor,
  type Answer,
  type Cluster,
  type Process,
} from "./cluster.js";
import { contentsOf, type Contents } from "./contents.js";

export interface Payload {
  readonly payload: { readonly userErrors: readonly { code: string; field: string[]; message: string }[] };
}

export interface RefusingNode {
  url(): string;
  /** An administrator's. */
  token(): string;
  databaseUrl(): string;
  send(query: string, variables: object): Promise<Answer<Payload>>;
  /** `query` names its payload so; the refusal is its only user error. */
  expectRefused(query: string, variables: object, refusal: { code: string; field: string }): Promise<void>;
}

/** A started process with an item `known`: whatever the suite's tests send it, nothing may be written. */
export function refusingNode(): RefusingNode {
  let cluster: Cluster;
  let node: Process;
  let token: string;
  let before: Contents;

  beforeAll(async () => {
    cluster = await openCluster();
    node = await cluster.start("api");
    token = await tokenFor(node);
    await stockUp(node.url, token, "known", 1_000);
    await reserve(node.url, token, "held", [{ productVariantId: "known", quantity: 1 }]);
  }, 60_000);
  afterAll(() => cluster.close());
  beforeEach(async () => {
    before = await contentsOf(cluster.database.url);
  });
  afterEach(async () => {
    expect(await contentsOf(cluster.database.url)).toEqual(before);
  });

  const send = (query: string, variables: object): Promise<Answer<Payload>> =>
    post(node.url, token, { query, variables });
  return {
    url: () => node.url,
    token: () => token,
    databaseUrl: () => cluster.database.url,
    send,
    async expectRefused(query, variables, { code, field }) {
      const { status, body } = await send(query, variables);
      expect([status, body.errors]).toEqual([200, undefined]);
      expect(body.data?.payload.userErrors).toEqual([
        { code, field: field.split("."), message: expect.any(String) },
      ]);
    },
  };
}

export interface Blame {
  readonly code: string;
  /** What the message must name. */
  readonly named?: string;
  readonly status?: number;
}

/** A fault of the request alone: said in its own words, without a word of our insides. */
export function expectBlamed(answer: Answer<unknown>, { code, named = "", status = 200 }: Blame): void {
  expect(answer.body.errors).toMatchObject([
    { message: expect.stringContaining(named), extensions: { code } },
  ]);
  expect(answer.status).toBe(status);
  expect(JSON.stringify(answer.body)).not.toMatch(/node_modules|prisma|SELECT|stacktrace|\.js:\d/i);
}

export const BAD_IDS: [string, string][] = [
  ["no characters", ""],
  ["65 characters", "x".repeat(65)],
  ["65 characters beyond the BMP", "😀".repeat(65)],
  ["a NUL", "a\u0000"],
  ["a lone surrogate", "a\ud800"],
];

// Requests that would be carried out, but for what a test puts in them.

const ERRORS = "userErrors { code field message }";
export const RESERVE = `mutation ($input: ReserveStockInput!) {
  payload: reserveStock(input: $input) { reservation { id } ${ERRORS} }
}`;
export const ADJUST = `mutation ($input: AdjustStockInput!) {
  payload: adjustStock(input: $input) { item { id } ${ERRORS} }
}`;
export const ITEM = "query ($id: ID!) { inventoryItem(productVariantId: $id) { id } }";
export const PAGE =
  "query ($first: Int, $after: String) { inventory(first: $first, after: $after) { totalCount } }";

export const order = (over: object, line: object = {}) => ({
  input: { orderId: "o", lines: [{ productVariantId: "known", quantity: 1, ...line }], ...over },
});
export const adjustment = (over: object) => ({
  input: { productVariantId: "known", delta: 1, changeType: "PURCHASE", ...over },
});
