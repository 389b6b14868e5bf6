import type { GraphQLSchema } from "graphql";
import type { RateLimiter } from "../../ports/rate-limiter.js";
import { beyond } from "../limits/beyond.js";
import type { DocumentLimits } from "../limits/document-limits.js";
import { variablesBeyond } from "../limits/variables.js";
import { createCostOf, type PricedOperation } from "./cost-of.js";
import { RATES } from "./prices.js";
import { RateLimited } from "./rate-limited.js";

/** As `extensions.cost` of an answer tells it, in points. */
export interface Cost {
  readonly requested: number;
  /** Of one operation. */
  readonly maximum: number;
  /** Of the client's bucket, where clients are limited. */
  readonly limit?: number;
  readonly remaining?: number;
  /** Until the bucket is full again. */
  readonly fullAfterMs?: number;
}

interface ChargeOptions {
  readonly schema: GraphQLSchema;
  readonly limits: DocumentLimits;
  readonly maxCost: number;
  readonly rates: RateLimiter;
}

export interface Charge {
  /**
   * Looks at the variables and at what the operation comes to, before anything of it runs.
   *
   * @throws GraphQLError LIMIT_EXCEEDED, naming the limit, what it is, and what was asked.
   */
  estimate(asked: PricedOperation): Cost;
  /**
   * Takes it from what the client may spend.
   *
   * @throws RateLimited when there is not enough.
   */
  take(client: string, cost: Cost): Promise<Cost>;
  /**
   * Takes a flat price for what was refused before its cost was known, so that nothing can be sent without end.
   *
   * @throws RateLimited when there is not enough: that is what is to be answered then.
   */
  takeForRefused(client: string): Promise<void>;
}

export function createCharge({ schema, limits, maxCost, rates }: ChargeOptions): Charge {
  const costOf = createCostOf(schema);
  return {
    estimate(asked) {
      const refused = variablesBeyond(asked.variables, limits);
      if (refused) throw refused;
      const requested = costOf(asked);
      if (requested <= maxCost) return { requested, maximum: maxCost };
      const what = `The operation costs ${requested} points`;
      throw beyond({ limit: "cost", maximum: maxCost, sent: requested, what, code: "LIMIT_EXCEEDED" });
    },
    async take(client, cost) {
      const allowance = await rates.take(client, cost.requested);
      const { granted, limit, remaining, fullAfterMs } = allowance;
      if (!granted) throw new RateLimited(cost.requested, allowance);
      if (limit === Infinity) return cost;
      return { ...cost, limit, remaining: Math.floor(remaining), fullAfterMs: Math.ceil(fullAfterMs) };
    },
    async takeForRefused(client) {
      const allowance = await rates.take(client, RATES.refused);
      if (!allowance.granted) throw new RateLimited(RATES.refused, allowance);
    },
  };
}
