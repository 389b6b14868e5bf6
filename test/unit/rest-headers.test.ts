import { expect, it } from "@jest/globals";
import type { FastifyRequest } from "fastify";
import { idempotencyKeyOf, preconditionOf } from "../../src/http/rest/headers.js";
import { entityTag } from "../../src/http/rest/representation.js";

const request = (name: string, value: string) =>
  ({ raw: { headersDistinct: { [name]: [value] } } }) as unknown as FastifyRequest;

it.each([
  ["plain", "order-1", "order-1"],
  ["quoted", '"order-1"', "order-1"],
  ["quoted, with signs that are escaped", '"a\\\\b\\"c"', 'a\\b"c'],
  ["plain, where nothing is escaped", "a\\\\b", "a\\\\b"],
  ["half a string", '"a', '"a'],
])("when a key is %s, then it is what the client means", (_name, sent, key) => {
  expect(idempotencyKeyOf(request("idempotency-key", sent))).toBe(key);
});

it("when an ETag is of an item, then it stands for its version; that of a list never for one", () => {
  const texts = Array.from({ length: 5_000 }, (_, n) => `[${n}]`);
  for (const text of texts) {
    expect(preconditionOf(request("if-match", entityTag(text, 7)))).toEqual({ version: 7 });
    expect(preconditionOf(request("if-match", entityTag(text, null)))).toBe("never");
  }
});
