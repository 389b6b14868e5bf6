import type { OutgoingHttpHeaders } from "node:http";
import type { FastifyReply } from "fastify";
import type { GraphQLFormattedError } from "graphql";
import type { Delivery } from "./live/member.js";
import { onceClosed } from "./live/outlet.js";
import type { Outlets } from "./live/outlets.js";

/** One answer as a stream of events, by the "distinct connections mode" of GraphQL over SSE. */
export interface EventStream {
  readonly delivery: Delivery;
  /** The answer's head is sent: its status cannot be another any more. */
  readonly begun: boolean;
  /** Calls it when the connection is. */
  closed(call: () => void): void;
  /** Sends the head, unless a result has come before. */
  begin(): void;
  /** Tells the errors, and that there is no more: clients do not come again by themselves. */
  fail(errors: readonly GraphQLFormattedError[]): void;
}

const HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-cache, no-transform",
  // Nginx would keep events back until it has a bufferful.
  "x-accel-buffering": "no",
  // One that has ended is not used again, so a node that stops need not wait for its client to leave.
  connection: "close",
};
/** A comment, by which client and proxies see that the connection lives. */
const BEAT = ":\n\n";
/** What waits stands before the end; who does not read that either is cut off. */
const CLOSING_MS = 5_000;

export function openEventStream(reply: FastifyReply, outlets: Outlets): EventStream {
  const { raw } = reply;
  let begun = false;
  const begin = () => {
    if (begun) return;
    begun = true;
    reply.hijack();
    raw.writeHead(200, reply.headers(HEADERS).getHeaders() as OutgoingHttpHeaders);
    raw.write(BEAT);
  };
  const send = (event: string) => {
    begin();
    return raw.write(event);
  };
  const end = () => {
    begin();
    raw.end();
    const cutOff = setTimeout(() => raw.destroy(), CLOSING_MS).unref();
    onceClosed(raw, () => clearTimeout(cutOff));
  };
  // Of one that has left meanwhile; nobody else listens once Fastify has let go of it.
  raw.on("error", () => undefined);
  const outlet = outlets.open("stream", {
    stream: raw,
    write: send,
    beat: () => begun && raw.write(BEAT),
    // Without `complete`: clients come again, and resume.
    hangUp: end,
  });
  return {
    delivery: {
      outlet,
      encode: (payload, position) => `event: next\nid: ${position}\ndata: ${payload}\n\n`,
    },
    get begun() {
      return begun;
    },
    closed: (call) => onceClosed(raw, call),
    begin,
    fail(errors) {
      send(`event: next\ndata: ${JSON.stringify({ errors })}\n\nevent: complete\ndata: \n\n`);
      end();
    },
  };
}
