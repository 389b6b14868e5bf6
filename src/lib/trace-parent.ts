const TRACE_PARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const NOTHING = /^0+$/;

/**
 * W3C Trace Context's header as it is passed on: unchanged, since this service records no spans,
 * and an id of its own would be a parent that no tracer knows.
 *
 * @returns null for what is malformed, as the standard has it. What a later version of the
 * standard has beyond version 00 is left out.
 */
export function traceParentFrom(header: unknown): string | null {
  const [, version, trace = "", parent = "", flags = "", more] =
    (typeof header === "string" && TRACE_PARENT.exec(header)) || [];
  if (version === undefined || version === "ff" || NOTHING.test(trace) || NOTHING.test(parent)) return null;
  if (version !== "00") return `00-${trace}-${parent}-${sampled(flags)}`;
  return more === undefined ? `00-${trace}-${parent}-${flags}` : null;
}

/** The one flag that every version has. */
function sampled(flags: string): string {
  return Number.parseInt(flags, 16) & 1 ? "01" : "00";
}
