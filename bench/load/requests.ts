import { randomBytes } from "node:crypto";
import { HOT_VARIANT, randomVariant } from "../stage/variants.js";

export type RequestKind = "typename" | "items" | "reserve-random" | "reserve-hot";
export type Dialect = "graphql" | "bare";

/** How to ask one kind of thing of the service or of the yardstick. */
export interface RequestPlan {
  readonly path: string;
  /** How many bodies differ over all connections; each connection repeats its own. */
  readonly distinct: number;
  body(): string;
  /** A 200 may still carry errors. */
  succeeded(body: string): boolean;
}

const ITEMS = `query Items($ids: [ID!]!) { inventoryItems(productVariantIds: $ids) { productVariantId status quantity reservedQuantity availableQuantity } }`;
export const RESERVE = `mutation Reserve($input: ReserveStockInput!) { reserveStock(input: $input) { reservation { id status expiresAt } userErrors { code message } } }`;

export function planFor(kind: RequestKind, dialect: Dialect): RequestPlan {
  return dialect === "graphql" ? graphqlPlan(kind) : barePlan(kind);
}

function graphqlPlan(kind: RequestKind): RequestPlan {
  const path = "/graphql";
  const clean = (body: string) => !body.includes('"errors"');
  switch (kind) {
    case "typename":
      return {
        path,
        distinct: 1,
        body: () => JSON.stringify({ query: "{ __typename }" }),
        succeeded: isTypename,
      };
    case "items": {
      const body = () => JSON.stringify({ query: ITEMS, variables: { ids: hundredVariants() } });
      return { path, distinct: 1_024, body, succeeded: (answer) => clean(answer) && isComplete(answer) };
    }
    case "reserve-random":
    case "reserve-hot": {
      const body = () => JSON.stringify({ query: RESERVE, variables: { input: reserveInput(kind) } });
      const succeeded = (answer: string) => clean(answer) && answer.includes('"userErrors":[]');
      return { path, distinct: 10_240, body, succeeded };
    }
  }
}

function barePlan(kind: RequestKind): RequestPlan {
  switch (kind) {
    case "typename":
      return { path: "/typename", distinct: 1, body: () => "{}", succeeded: isTypename };
    case "items":
      return {
        path: "/items",
        distinct: 1_024,
        body: () => JSON.stringify(hundredVariants()),
        succeeded: isComplete,
      };
    case "reserve-random":
    case "reserve-hot": {
      const body = () => {
        const { orderId, lines } = reserveInput(kind);
        return JSON.stringify({ orderId, ...lines[0] });
      };
      return { path: "/reserve", distinct: 10_240, body, succeeded: (answer) => answer.includes('"ACTIVE"') };
    }
  }
}

function isTypename(answer: string): boolean {
  return answer.includes('"__typename":"Query"');
}

function isComplete(answer: string): boolean {
  return answer.includes("availableQuantity") && !answer.includes("null");
}

function hundredVariants(): string[] {
  const ids = new Set<string>();
  while (ids.size < 100) ids.add(randomVariant());
  return [...ids];
}

export function reserveInput(kind: "reserve-random" | "reserve-hot") {
  const productVariantId = kind === "reserve-hot" ? HOT_VARIANT : randomVariant();
  return { orderId: randomBytes(9).toString("base64url"), lines: [{ productVariantId, quantity: 1 }] };
}
