import { expect, it } from "@jest/globals";
import { pointerTo } from "../../src/http/problem.js";

it.each([
  ["a plain name", ["lines", "0", "quantity"], "#/lines/0/quantity"],
  ["slashes, tildes and spaces", ["a/b", "~c d"], "#/a~1b/~0c%20d"],
  ["a lone surrogate, which has no form in UTF-8", ["\udc00x", "\ud800"], "#/%EF%BF%BDx/%EF%BF%BD"],
])("when a field has %s in its name, then a pointer leads to it", (_name, path, pointer) => {
  expect(pointerTo(path)).toBe(pointer);
});
