import fc, { type Arbitrary } from "fast-check";

const TOKENS = [
  ...[
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    ":",
    "!",
    "$",
    "@",
    "|",
    "&",
    "...",
    '"',
    '"""',
    "\\",
    "#",
    ",",
    "\u0000",
  ],
  ...[" on ", " fragment ", " query ", " mutation ", " null ", " true ", " __schema ", " __type(name: 1) "],
  ...["\ufeff", "\n", "\r", "😀", "\ud800", "0", "-", "1e999", "00", "@include", "@skip(if: $x)", "@defer "],
] as const;

interface Edit {
  readonly how: "cut" | "double" | "insert" | "swap" | "end" | "break";
  /** Where, from 0 to 1. */
  readonly at: number;
  readonly length: number;
  readonly token: string;
}

const anyEdit: Arbitrary<Edit> = fc.record({
  how: fc.constantFrom("cut", "double", "insert", "swap", "end", "break"),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 1, max: 20 }),
  token: fc.constantFrom(...TOKENS),
});

/** A text that was right, with a few things wrong. */
export const mutated = (text: Arbitrary<string>): Arbitrary<string> =>
  fc
    .tuple(text, fc.array(anyEdit, { minLength: 1, maxLength: 4 }))
    .map(([right, edits]) => edits.reduce(edit, right));

function edit(text: string, { how, at, length, token }: Edit): string {
  const from = Math.floor(at * text.length);
  const [before, piece, after] = [
    text.slice(0, from),
    text.slice(from, from + length),
    text.slice(from + length),
  ];
  switch (how) {
    case "cut":
      return before + after;
    case "double":
      return before + piece + piece + after;
    case "insert":
      return before + token + piece + after;
    case "swap":
      return before + after.slice(0, length) + piece + after.slice(length);
    case "end":
      return before;
    case "break":
      return (
        before +
        String.fromCharCode((piece.charCodeAt(0) || 32) ^ (1 << (length % 8))) +
        piece.slice(1) +
        after
      );
  }
}
