const MAX_DEPTH = 32;
const MAX_KEYS = 100_000;
/** Names that are no fields to many languages' objects. */
const NO_FIELDS: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

interface Frame {
  /** Of an object; null: it is an array. */
  readonly keys: Set<string> | null;
  key: string;
  index: number;
}

/**
 * What of a text that is JSON different readers take for different things: a field that is there twice, or is named
 * like a part of the language; and what is deeper, or has more fields, than any message is. null: nothing.
 */
export function jsonFault(text: string): string | null {
  const frames: Frame[] = [];
  let keys = 0;
  for (let at = 0; at < text.length; at++) {
    const frame = frames.at(-1);
    switch (text.charCodeAt(at)) {
      case 0x7b: // {
      case 0x5b: // [
        if (frames.length === MAX_DEPTH) return `${pathOf(frames)} is deeper than ${MAX_DEPTH} levels.`;
        frames.push({ keys: text[at] === "{" ? new Set() : null, key: "", index: 0 });
        break;
      case 0x7d: // }
      case 0x5d: // ]
        frames.pop();
        break;
      case 0x2c: // ,
        if (frame && !frame.keys) frame.index += 1;
        break;
      case 0x22: {
        const end = endOfString(text, at);
        if (frame?.keys && isKey(text, end)) {
          frame.key = keyIn(text.slice(at, end + 1));
          if (NO_FIELDS.has(frame.key)) return `${pathOf(frames)} is not a name of a field.`;
          if (frame.keys.has(frame.key)) return `${pathOf(frames)} is there twice.`;
          frame.keys.add(frame.key);
          keys += 1;
          if (keys > MAX_KEYS) return `The body has more than ${MAX_KEYS} fields.`;
        }
        at = end;
      }
    }
  }
  return null;
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; ; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at;
    if (code === 0x5c) at += 1;
  }
}

/** Values are never followed by a colon. */
function isKey(text: string, end: number): boolean {
  let at = end + 1;
  while (/\s/.test(text.charAt(at))) at += 1;
  return text.charCodeAt(at) === 0x3a;
}

function keyIn(quoted: string): string {
  return quoted.includes("\\") ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
}

function pathOf(frames: readonly Frame[]): string {
  const path = frames.map(({ keys, key, index }) => (keys ? key.slice(0, 64) : String(index)));
  return `/${path.join("/")}`.toWellFormed().replaceAll("\u0000", "\\u0000").slice(0, 300);
}
