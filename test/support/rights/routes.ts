import type { Route } from "../../../src/auth/rights.js";
import * as may from "./call.js";
import type { Call } from "./call.js";
import { ITEM, SECRET } from "./seed.js";

export interface RouteRequest {
  readonly path: string;
  readonly body?: unknown;
  /** Where nothing answers: tokens are given elsewhere, or it has no such file. */
  readonly absent?: true;
}

type Row = readonly Call<RouteRequest>[];

const at = (path: string, body?: unknown): RouteRequest => ({ path, ...(body !== undefined && { body }) });
const query = (text: string) => `query=${encodeURIComponent(text)}`;
const V1 = "/api/v1/inventory";

/** A request to each route, as who may make it. Who adds one adds a row. */
export const ROUTES: Readonly<Record<Route, Row>> = {
  "GET /": may.open(at("/")),
  "GET /assets/*": may.open({ path: "/assets/none.js", absent: true }),
  "GET /dashboard.json": may.open(at("/dashboard.json")),
  "GET /graphiql": may.open(at("/graphiql")),
  "GET /graphiql/*": may.open({ path: "/graphiql/none.js", absent: true }),
  "GET /healthz": may.open(at("/healthz")),
  "GET /readyz": may.open(at("/readyz")),
  "GET /metrics": may.admin(at("/metrics")),
  "POST /oauth/token": may.open({ path: "/oauth/token", absent: true }),
  "GET /asyncapi.json": may.open(at("/asyncapi.json")),
  "GET /event-schemas": may.open(at("/event-schemas")),
  "GET /event-schemas/:type/:file": may.open(at("/event-schemas/StockLevelChangedEvent/1.0.json")),
  "GET /.well-known/event-keys.json": may.open(at("/.well-known/event-keys.json")),
  "GET /graphql": may.anyToken(at(`/graphql?${query("{ __typename }")}`)),
  "POST /graphql": may.anyToken(at("/graphql", { query: "{ __typename }" })),
  "OPTIONS /graphql": may.open(at("/graphql")),
  "PUT /graphql": may.open(at("/graphql")),
  "PATCH /graphql": may.open(at("/graphql")),
  "DELETE /graphql": may.open(at("/graphql")),
  // No subscription, which is told to whoever has a token.
  "GET /graphql/stream": may.anyToken(at(`/graphql/stream?${query("{ __typename }")}`)),
  "POST /graphql/stream": may.anyToken(at("/graphql/stream", { query: "{ __typename }" })),
  "OPTIONS /graphql/stream": may.open(at("/graphql/stream")),
  "PUT /graphql/stream": may.open(at("/graphql/stream")),
  "PATCH /graphql/stream": may.open(at("/graphql/stream")),
  "DELETE /graphql/stream": may.open(at("/graphql/stream")),
  "GET /openapi.json": may.open(at("/openapi.json")),
  "GET /problems/:kind": may.open(at("/problems/not-found")),
  "GET /docs": may.open(at("/docs")),
  "GET /docs/": may.open(at("/docs/")),
  "GET /docs/json": may.open(at("/docs/json")),
  "GET /docs/yaml": may.open(at("/docs/yaml")),
  "GET /docs/static/*": may.open(at("/docs/static/swagger-ui.css")),
  "GET /docs/static/index.html": may.open(at("/docs/static/index.html")),
  "GET /docs/static/swagger-initializer.js": may.open(at("/docs/static/swagger-initializer.js")),
  "GET /api/v1/inventory": may.read(at(`${V1}?productVariantIds=${ITEM}`)),
  "GET /api/v1/inventory/:productVariantId": may.read(at(`${V1}/${ITEM}`)),
  "POST /api/v1/inventory/:productVariantId/reserve": may.reserve(
    at(`${V1}/${ITEM}/reserve`, { orderId: "made", quantity: 1, warehouseId: "MAIN" }),
  ),
  "POST /api/v1/inventory/:productVariantId/release": may.reserve(
    at(`${V1}/${ITEM}/release`, { orderId: `${SECRET}-order`, quantity: 1 }),
  ),
  "POST /api/v1/inventory/adjust-stock": [
    ...may.adjust(at(`${V1}/adjust-stock`, { productVariantId: ITEM, changeType: "PURCHASE", quantity: 1 })),
    ...may.adjust(at(`${V1}/adjust-stock`, { productVariantId: ITEM, quantitySold: 1 })),
    ...may.reserve(
      at(`${V1}/adjust-stock`, { productVariantId: ITEM, quantitySold: 1, orderId: `${SECRET}-order` }),
    ),
  ],
  "GET /api/inventory/:productId": may.read(at(`/api/inventory/${ITEM}`)),
  "POST /api/inventory/check": may.read(at("/api/inventory/check", [ITEM])),
  "PATCH /v1/products/:productId/inventory": may.admin(
    at(`/v1/products/${ITEM}/inventory`, { quantity: 902 }),
  ),
  "POST /api/inventory/add": may.admin(at("/api/inventory/add", { productId: ITEM, quantity: 1 })),
  "POST /api/inventory/audit": may.admin(
    at("/api/inventory/audit", { productId: ITEM, quantity: 903, reason: "count" }),
  ),
};
