import { expect, it } from "@jest/globals";
import { fromCursor, toCursor, type CursorKind } from "../../src/graphql/cursor.js";

const ID = "0190b5a0-0000-7000-8000-000000000001";

it.each([
  ["variant", { numbers: [], id: "a:b:😀" }],
  ["updated", { numbers: [1_700_000_000_123], id: "-1:x" }],
  ["available", { numbers: [-5], id: "v" }],
  ["reservation", { numbers: [], id: ID }],
  ["entry", { numbers: [1_700_000_000_123, 7], id: ID }],
] as const)("when a cursor of kind %s is read back, then it is the key it was made of", (kind, key) => {
  expect(fromCursor(kind, toCursor(kind, key))).toEqual(key);
});

const bad = (text: string) => Buffer.from(text).toString("base64url");

it.each<[CursorKind, string]>([
  ["variant", "zzz"],
  ["variant", bad("variant:")],
  ["variant", bad("variant:a\u0000")],
  ["updated", bad("variant:a")],
  ["updated", bad("updated:a")],
  ["updated", bad("updated:1e3:a")],
  ["available", bad("available:2147483648:a")],
  ["available", bad("available:1:")],
  ["reservation", bad("reservation:a")],
  ["entry", bad(`entry:1:${ID}`)],
  ["entry", bad(`entry:9999999999999999:1:${ID}`)],
  // Years that JavaScript knows, and PostgreSQL does not.
  ["entry", bad(`entry:-8640000000000000:1:${ID}`)],
  ["updated", bad("updated:-210866803200001:a")],
  ["updated", bad("updated:253402300800000:a")],
])("when a cursor of %s is %s, then it is refused, naming after", (kind, cursor) => {
  expect(() => fromCursor(kind, cursor)).toThrow(
    expect.objectContaining({ extensions: { code: "BAD_USER_INPUT", field: ["after"] } }),
  );
});
