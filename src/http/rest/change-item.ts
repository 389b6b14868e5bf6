import type { FastifyReply, FastifyRequest } from "fastify";
import type { Scope } from "../../auth/scopes.js";
import type { Result } from "../../domain/decision.js";
import type { Item } from "../../domain/model.js";
import type { Caller } from "../../usecases/use-case.js";
import { callerWith } from "./caller.js";
import type { RestDeps } from "./deps.js";
import { expectedVersionOf } from "./expected-version.js";
import { idempotencyKeyOf } from "./headers.js";
import { entityTag } from "./representation.js";
import type { Places } from "./refusals.js";

interface Change<Answer> {
  readonly right: Scope;
  /** In the body, if it is there. */
  readonly expectedVersion: number | null | undefined;
  readonly places: Places;
  /** How the item is shown. */
  readonly show: (item: Item) => Answer;
  run(
    guards: { readonly idempotencyKey: string | null; readonly expectedVersion: number | null },
    caller: Caller,
  ): Promise<Result<{ readonly item: Item }>>;
}

/** Carries out what changes one item, and answers it as it has become. */
export async function changeItem<Answer>(
  { request, reply, given }: { request: FastifyRequest; reply: FastifyReply; given: RestDeps },
  { right, expectedVersion, places, show, run }: Change<Answer>,
): Promise<FastifyReply> {
  const idempotencyKey = idempotencyKeyOf(request);
  const expected = expectedVersionOf(request, expectedVersion ?? null);
  const guards = { idempotencyKey, expectedVersion: expected.version };
  const result = await run(guards, callerWith(right, request, given));
  if (!result.ok) throw expected.refuse(result.refusals, places);
  const { item } = result.value;
  const text = JSON.stringify(show(item));
  reply.header("etag", entityTag(text, item.version)).type("application/json; charset=utf-8");
  return reply.send(text);
}
