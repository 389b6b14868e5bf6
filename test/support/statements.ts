import type { Watcher } from "./tcp-proxy.js";

/** The SQL of every statement that was sent to PostgreSQL, prepared or not, in order. */
export interface Statements {
  readonly sent: readonly string[];
  /** For the connections of a proxy. */
  watch(): Watcher;
}

/** Reads PostgreSQL's protocol (its chapter "Message Formats"), as the clients speak it. */
export function recordStatements(): Statements {
  const sent: string[] = [];
  return {
    sent,
    watch() {
      const prepared = new Map<string, string>();
      let bound = "";
      return frames((type, payload) => {
        const [first = "", second = ""] = payload.toString("utf8").split("\0", 2);
        if (type === "P") prepared.set(first, second);
        if (type === "B") bound = prepared.get(second) ?? `the statement ${second}`;
        if (type === "E") sent.push(bound);
        if (type === "Q") sent.push(first);
      });
    },
  };
}

/** Cuts a stream of bytes into messages: a letter, their length, and the payload. */
function frames(take: (type: string, payload: Buffer) => void): Watcher {
  let rest: Buffer = Buffer.alloc(0);
  // The first message of a connection has no letter.
  let letter = 0;
  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    while (rest.length >= letter + 4) {
      const end = letter + rest.readUInt32BE(letter);
      if (rest.length < end) return;
      if (letter === 1) take(String.fromCharCode(rest.readUInt8(0)), rest.subarray(5, end));
      rest = rest.subarray(end);
      letter = 1;
    }
  };
}
