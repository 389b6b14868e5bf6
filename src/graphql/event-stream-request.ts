import type { FastifyRequest } from "fastify";
import { chooseMedia } from "./media-types.js";
import type { OperationRequest } from "./operations.js";
import { RefusedRequest } from "./refused-request.js";
import { GraphQLPosition } from "./scalars.js";

/** @throws RefusedRequest 406 when the client would not understand a stream of events. */
export function checkAccept({ headers: { accept } }: FastifyRequest): void {
  if (chooseMedia(accept, ["text/event-stream"])) return;
  throw new RefusedRequest(406, "This answers with a stream of events: accept text/event-stream.");
}

/**
 * What is asked for: a GET has it in its query, variables as JSON; a POST in its body.
 *
 * @throws RefusedRequest 400, naming what is wrong.
 */
export function readOperation({ method, query, body }: FastifyRequest): OperationRequest {
  const given = method === "GET" ? query : body;
  if (!isObject(given)) throw new RefusedRequest(400, "The body must be a JSON object with a query.");
  const { query: document, documentId, operationName = null } = given;
  const asked = document ?? documentId;
  if (typeof asked !== "string" || asked === "")
    throw new RefusedRequest(400, "query must be a string: the subscription; or documentId, its id.");
  if (operationName !== null && typeof operationName !== "string") {
    throw new RefusedRequest(400, "operationName must be a string.");
  }
  return { query: document, documentId, operationName, variables: variablesOf(given["variables"]) };
}

/**
 * An empty one counts as none: a client sends it before it has seen an event with an id.
 *
 * @throws RefusedRequest 400 when the header is there and no position of the feed.
 */
export function lastEventId({ headers }: FastifyRequest): number | null {
  const text = headers["last-event-id"];
  if (text === undefined || text === "") return null;
  try {
    return GraphQLPosition.parseValue(text);
  } catch {
    throw new RefusedRequest(
      400,
      "The header Last-Event-ID must be the id of an event: a position of the feed.",
    );
  }
}

function variablesOf(given: unknown): Record<string, unknown> | null {
  if (given === undefined || given === null || given === "") return null;
  const variables = typeof given === "string" ? parsed(given) : given;
  if (isObject(variables)) return variables;
  throw new RefusedRequest(400, "variables must be a JSON object.");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
