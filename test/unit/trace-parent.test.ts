import { expect, it } from "@jest/globals";
import { traceParentFrom } from "../../src/lib/trace-parent.js";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const SPAN = "00f067aa0ba902b7";

it.each([
  ["sampled", `00-${TRACE}-${SPAN}-01`],
  ["not sampled", `00-${TRACE}-${SPAN}-00`],
  ["flags that are not known yet", `00-${TRACE}-${SPAN}-fe`],
])("when a traceparent is good (%s), then it is passed on as it came", (_, header) => {
  expect(traceParentFrom(header)).toBe(header);
});

it("when it is of a later version, then what version 00 knows of it is passed on", () => {
  expect(traceParentFrom(`01-${TRACE}-${SPAN}-03-more`)).toBe(`00-${TRACE}-${SPAN}-01`);
  expect(traceParentFrom(`cc-${TRACE}-${SPAN}-02`)).toBe(`00-${TRACE}-${SPAN}-00`);
});

it.each([
  ["absent", undefined],
  ["empty", ""],
  ["no text", 7],
  ["several", [`00-${TRACE}-${SPAN}-01`]],
  ["two in one", `00-${TRACE}-${SPAN}-01, 00-${TRACE}-${SPAN}-01`],
  ["of capital letters", `00-${TRACE.toUpperCase()}-${SPAN}-01`],
  ["without a trace", `00-${"0".repeat(32)}-${SPAN}-01`],
  ["without a parent", `00-${TRACE}-${"0".repeat(16)}-01`],
  ["of the forbidden version", `ff-${TRACE}-${SPAN}-01`],
  ["too short", `00-${TRACE.slice(1)}-${SPAN}-01`],
  ["longer than its version is", `00-${TRACE}-${SPAN}-01-more`],
  ["longer than a later version may be", `01-${TRACE}-${SPAN}-01more`],
])("when it is %s, then there is none", (_, header) => {
  expect(traceParentFrom(header)).toBeNull();
});
