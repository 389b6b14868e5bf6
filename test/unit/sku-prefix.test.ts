import { expect, it } from "@jest/globals";
import { firstBeyond } from "../../src/store/reader/inventory-filter.js";

it.each([
  ["A", "B"],
  ["50%", "50&"],
  ["a\ud7ff", "a\ue000"],
  ["😀", "😁"],
  ["a\u{10ffff}", "b"],
  ["\u{10ffff}\u{10ffff}", null],
])("when a text begins with %j, then it stands before %j, bytewise", (prefix, end) => {
  expect(firstBeyond(prefix)).toBe(end);
  if (end === null) return;
  const bytes = (text: string) => Buffer.from(text);
  for (const rest of ["", "z", "\u{10ffff}"]) {
    expect(Buffer.compare(bytes(prefix + rest), bytes(end))).toBe(-1);
  }
});
