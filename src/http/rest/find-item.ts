import type { FastifyRequest } from "fastify";
import { callerOf } from "../../auth/identify.js";
import { itemNotFound } from "../../domain/find.js";
import type { Item } from "../../domain/model.js";
import { writeFew } from "../../lib/few-a-minute.js";
import type { RestDeps } from "./deps.js";
import { itemsFor } from "./items-for.js";
import { inPath, problemOf } from "./refusals.js";

/**
 * @param id by the path's parameter of that name.
 * @throws HttpProblem NOT_FOUND.
 */
type FindItem = (request: FastifyRequest, [name, id]: readonly [string, string]) => Promise<Item>;

const UNKNOWN_A_MINUTE = 30;

/** What is unknown is logged, too: the product service may know what we should. */
export function itemFinder(given: RestDeps): FindItem {
  const unknown = writeFew(UNKNOWN_A_MINUTE, (line) =>
    given.logger.info(line, "An unknown variant was asked for"),
  );
  return async (request, [name, id]) => {
    const [item] = await itemsFor(request, given).items([id]);
    if (item) return item;
    const { correlationId } = callerOf(request).origin;
    unknown({ productVariantId: id, correlationId });
    throw problemOf([itemNotFound(id, [name])], { [name]: inPath(name) });
  };
}
