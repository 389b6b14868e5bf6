const STRICT = new TextDecoder("utf-8", { fatal: true });

/** Null: they are no UTF-8. What commonly stands in for such bytes makes one id of two. */
export function textOfUtf8(bytes: Uint8Array): string | null {
  try {
    return STRICT.decode(bytes);
  } catch {
    return null;
  }
}
