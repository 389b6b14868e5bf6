import { isUtf8 } from "node:buffer";

const BYTE_ORDER_MARK = 0xfeff;

/** Null: they are no UTF-8. What commonly stands in for such bytes makes one id of two. */
export function textOfUtf8(bytes: Uint8Array): string | null {
  if (!isUtf8(bytes)) return null;
  // Cheaper than a strict TextDecoder, which leaves the mark out as well.
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
  return text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text;
}
