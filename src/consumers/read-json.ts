import { textOfUtf8 } from "../lib/utf8.js";
import { jsonFault } from "./json-fault.js";

export type Read =
  | { readonly ok: true; readonly value: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly fault: string };

/** gzip, zstd, and zlib at its usual settings; no JSON begins so. */
const COMPRESSED = ["1f8b", "28b52ffd", "7801", "789c", "78da"];

/** The body as an object that means the same to every reader, or why it is none. */
export function readJson(content: Buffer, contentEncoding: string | null): Read {
  if (contentEncoding !== null && !/^(identity|utf-?8|)$/i.test(contentEncoding)) {
    return fault(
      `The body is encoded (${JSON.stringify(contentEncoding.slice(0, 40))}): it must be plain JSON.`,
    );
  }
  const beginning = content.toString("hex", 0, 4);
  if (COMPRESSED.some((magic) => beginning.startsWith(magic))) {
    return fault("The body is compressed: it must be plain JSON.");
  }
  const text = textOfUtf8(content);
  if (text === null) return fault("The body is not UTF-8.");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Its message would quote the body.
    return fault(text.trim() === "" ? "The body is empty." : "The body is not JSON.");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return fault("The body is not a JSON object.");
  }
  const ambiguous = jsonFault(text);
  return ambiguous === null
    ? { ok: true, value: value as Readonly<Record<string, unknown>> }
    : fault(ambiguous);
}

const fault = (text: string): Read => ({ ok: false, fault: text });
