const TEXT = 1;
const CLOSE = 8;
const PING = 9;
/** Longer frames say how long in two or in eight bytes more. */
const TWO_MORE = 126;
const EIGHT_MORE = 127;

export interface FrameHandlers {
  /** The bytes are only lent. */
  readonly text: (bytes: Buffer, from: number, end: number) => void;
  readonly close: (code: number) => void;
  readonly ping: (payload: Buffer) => void;
}

/** The frames of one server, which are whole and not masked, out of whatever parts they come in. */
export class Frames {
  #rest: Buffer | undefined;
  readonly #handlers: FrameHandlers;

  constructor(handlers: FrameHandlers) {
    this.#handlers = handlers;
  }

  /** @param length of the bytes that came; the buffer is used again. */
  take(lent: Buffer, length: number): void {
    const bytes = this.#rest ? Buffer.concat([this.#rest, lent.subarray(0, length)]) : lent;
    const all = this.#rest ? bytes.length : length;
    let at = 0;
    while (at + 2 <= all) {
      const next = this.#frame(bytes, at, all);
      if (next === undefined) break;
      at = next;
    }
    this.#rest = at < all ? Buffer.from(bytes.subarray(at, all)) : undefined;
  }

  /** @returns where the next begins; undefined when this one is not here as a whole. */
  #frame(bytes: Buffer, at: number, all: number): number | undefined {
    const short = (bytes[at + 1] as number) & 127;
    const head = short === TWO_MORE ? 4 : short === EIGHT_MORE ? 10 : 2;
    if (at + head > all) return undefined;
    const length =
      short === TWO_MORE
        ? bytes.readUInt16BE(at + 2)
        : short === EIGHT_MORE
          ? Number(bytes.readBigUInt64BE(at + 2))
          : short;
    const from = at + head;
    const end = from + length;
    if (end > all) return undefined;
    const opcode = (bytes[at] as number) & 15;
    if (opcode === TEXT) this.#handlers.text(bytes, from, end);
    else if (opcode === PING) this.#handlers.ping(bytes.subarray(from, end));
    else if (opcode === CLOSE) this.#handlers.close(length >= 2 ? bytes.readUInt16BE(from) : 1005);
    return end;
  }
}

/** A short frame of a client: masked, as it must be, with a key that changes nothing. */
export function clientFrame(opcode: "text" | "pong", payload: Buffer): Buffer {
  const long = payload.length >= TWO_MORE;
  const frame = Buffer.alloc((long ? 8 : 6) + payload.length);
  frame[0] = 128 | (opcode === "text" ? 1 : 10);
  frame[1] = 128 | (long ? TWO_MORE : payload.length);
  if (long) frame.writeUInt16BE(payload.length, 2);
  payload.copy(frame, frame.length - payload.length);
  return frame;
}
