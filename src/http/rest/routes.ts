import type { FastifyInstance } from "fastify";
import { boundRequests } from "../../lib/bound-requests.js";
import { registerDocs } from "../docs.js";
import { registerProblemPages } from "../problem-pages.js";
import type { RestDeps } from "./deps.js";
import { describeApi } from "./openapi.js";
import { addStock } from "./operations/add-stock.js";
import { adjustStock } from "./operations/adjust-stock.js";
import { auditStock } from "./operations/audit-stock.js";
import { checkStock } from "./operations/check-stock.js";
import { getItem } from "./operations/get-item.js";
import { getStockRecord } from "./operations/get-stock-record.js";
import { listItems } from "./operations/list-items.js";
import { patchProduct } from "./operations/patch-product.js";
import { release } from "./operations/release.js";
import { reserve } from "./operations/reserve.js";
import { limitRates } from "./rates.js";
import { prepareScope } from "./scope.js";

const OPERATIONS = [
  ...[getItem, listItems, reserve, release, adjustStock],
  ...[patchProduct, getStockRecord, checkStock, addStock, auditStock],
];

/** The documents' REST endpoints, on the use cases that GraphQL has, and what describes them. */
export function registerRest(app: FastifyInstance, deps: RestDeps): void {
  app.register(async (outer) => {
    await describeApi(outer);
    await registerDocs(outer);
    registerProblemPages(outer);
    await outer.register(async (inner) => {
      const scope = prepareScope(inner);
      scope.addHook("preValidation", limitRates(deps.rates));
      scope.addHook("preHandler", boundRequests(deps.requestTimeoutMs));
      for (const add of OPERATIONS) add(scope, deps);
    });
  });
}
