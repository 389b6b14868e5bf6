import fc, { type Arbitrary } from "fast-check";
import { BODY_NAMES, DOCUMENT_NAMES, SIZES, type BombName } from "./bombs.js";
import { anyHeaders, anyone, encoded } from "./graphql-shots.js";
import { mutated } from "./mutated.js";
import { anyOperation } from "./operations.js";
import type { Content, HttpShot, RawShot, SocketShot } from "./shot.js";
import { anyJson, anyText } from "./values.js";

const said = (message: unknown): Content => ({ text: JSON.stringify(message) });
const anyId = fc.oneof(
  { weight: 9, arbitrary: fc.uuid() },
  { weight: 1, arbitrary: fc.constantFrom("1", "") },
  { weight: 1, arbitrary: anyText },
);
const anyRequest = fc.oneof(
  anyOperation("subscription"),
  anyOperation("subscription"),
  anyOperation("query"),
  anyOperation("mutation"),
);

const anySubscribe = fc
  .record({ id: anyId, payload: anyRequest })
  .map((message) => said({ type: "subscribe", ...message }));

/** What a client may say. */
const anyFrame = fc.oneof(
  { weight: 8, arbitrary: anySubscribe },
  { weight: 2, arbitrary: anyId.map((id) => said({ type: "complete", id })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(said({ type: "ping" }), said({ type: "pong", payload: { a: 1 } })),
  },
);

const anyOddFrame = fc.oneof(
  {
    weight: 2,
    arbitrary: fc
      .record(
        {
          type: fc.constantFrom(
            "ping",
            "pong",
            "connection_ack",
            "connection_init",
            "next",
            "error",
            "start",
          ),
          payload: anyJson,
        },
        { requiredKeys: ["type"] },
      )
      .map(said),
  },
  {
    weight: 2,
    arbitrary: fc
      .record(
        { type: fc.oneof(fc.constant("subscribe"), anyJson), id: anyJson, payload: anyJson },
        { requiredKeys: [] },
      )
      .map(said),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({
        id: anyId,
        payload: fc.record(
          {
            query: fc.oneof(anyJson, fc.constant("{ __typename }")),
            variables: anyJson,
            operationName: anyJson,
            extensions: anyJson,
            documentId: anyJson,
          },
          { requiredKeys: [] },
        ),
      })
      .map((message) => said({ type: "subscribe", ...message })),
  },
  { weight: 1, arbitrary: anyJson.map(said) },
  {
    weight: 1,
    arbitrary: mutated(
      anyRequest.map((payload) => JSON.stringify({ type: "subscribe", id: "1", payload })),
    ).map((text) => ({ text })),
  },
  {
    weight: 1,
    arbitrary: fc
      .uint8Array({ maxLength: 100 })
      .map((bytes) => ({ bytes: Buffer.from(bytes).toString("base64") })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.constantFrom<BombName>(
          ...DOCUMENT_NAMES.map((name): BombName => `${name} over a socket`),
          ...BODY_NAMES,
        ),
        fc.constantFrom(...SIZES),
      )
      .map(([bomb, size]) => ({ bomb, size })),
  },
);

/** `connection_init` with the token of who it is goes first, unless one comes without; after it whatever there is. */
export const anySocket: Arbitrary<SocketShot> = fc
  .record({
    as: anyone,
    first: fc.oneof(
      {
        weight: 8,
        arbitrary: fc.constant<readonly Content[]>([
          said({ type: "connection_init", payload: { authorization: "~token~" } }),
        ]),
      },
      { weight: 1, arbitrary: fc.constant<readonly Content[]>([]) },
      { weight: 1, arbitrary: anyJson.map((payload) => [said({ type: "connection_init", payload })]) },
    ),
    frames: fc.array(anyFrame, { maxLength: 6 }),
    odd: fc.array(anyOddFrame, { maxLength: 2 }),
  })
  .map(({ as, first, frames, odd }) => ({
    kind: "socket",
    family: "socket",
    as,
    frames: [...first, ...frames, ...odd],
  }));

const anyStreamed = fc.oneof(
  anyOperation("subscription"),
  anyOperation("subscription"),
  anyOperation("query"),
);

/** Event streams: their answer's beginning is read, and then they are left. */
export const anyStream: Arbitrary<HttpShot> = fc
  .record({
    as: anyone,
    request: anyStreamed,
    byGet: fc.boolean(),
    headers: anyHeaders,
    lastEventId: fc.option(fc.oneof(fc.nat(300).map(String), anyText)),
  })
  .map(({ as, request, byGet, headers, lastEventId }) => {
    const { query, variables } = request;
    const parameters = `query=${encoded(query)}&variables=${encoded(JSON.stringify(variables))}`;
    const sent = {
      "content-type": "application/json",
      ...headers,
      accept: "text/event-stream",
      ...(lastEventId === null ? {} : { "last-event-id": lastEventId.replace(/[^\x20-\x7e]/g, "") }),
    };
    const address = byGet ? `/graphql/stream?${parameters}` : "/graphql/stream";
    const body = byGet ? {} : { body: { text: JSON.stringify(request) } };
    return {
      kind: "http",
      family: "event stream",
      as,
      method: byGet ? "GET" : "POST",
      path: address,
      headers: sent,
      ...body,
    };
  });

const HTTP = (line: string, headers = "Host: x\r\n", body = "") => `${line}\r\n${headers}\r\n${body}`;
const POST = "POST /graphql HTTP/1.1";
const SENT = "Host: x\r\nContent-Type: application/json\r\n";

/** What no client would send. */
export const anyRaw: Arbitrary<RawShot> = fc
  .oneof(
    fc.constantFrom(
      HTTP("GET / HTTP/9.9"),
      HTTP("GET /\u0000 HTTP/1.1"),
      HTTP("BREW /graphql HTTP/1.1"),
      HTTP("CONNECT x:1 HTTP/1.1"),
      HTTP("GET http://evil.example/ HTTP/1.1"),
      HTTP("GET //evil.example/%2e%2e HTTP/1.1"),
      HTTP("GET /%zz%f0%28 HTTP/1.1"),
      HTTP("GET /graphql?query=%zz HTTP/1.1"),
      HTTP("GET / HTTP/1.1", "\r\n"),
      HTTP("OPTIONS * HTTP/1.1"),
      HTTP(`GET /${"x".repeat(20_000)} HTTP/1.1`),
      HTTP("GET / HTTP/1.1", `Host: x\r\nX: ${"y".repeat(20_000)}\r\n`),
      HTTP("GET / HTTP/1.1", `Host: x\r\n${"X: y\r\n".repeat(3_000)}`),
      HTTP(POST, `${SENT}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n`, "0\r\n\r\n"),
      HTTP(POST, `${SENT}Content-Length: -1\r\n`, "{}"),
      HTTP(POST, `${SENT}Content-Length: 2\r\nContent-Length: 3\r\n`, "{}"),
      HTTP(POST, `${SENT}Content-Length: 9999999999\r\n`, "{}"),
      HTTP(POST, `${SENT}Transfer-Encoding: chunked\r\n`, "zz\r\n{}\r\n0\r\n\r\n"),
      HTTP(POST, `${SENT}Transfer-Encoding: gzip, chunked\r\n`, "2\r\n{}\r\n0\r\n\r\n"),
      HTTP(POST, `${SENT}Transfer-Encoding: chunked\r\n`, "7FFFFFFFFFFFFFFF\r\n{}"),
      HTTP("GET /graphql HTTP/1.1", "Host: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"),
      HTTP(
        "GET /graphql HTTP/1.1",
        "Host: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 99\r\n",
      ),
      HTTP(
        "GET /elsewhere HTTP/1.1",
        "Host: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n",
      ),
      HTTP(
        "GET /graphql HTTP/1.1",
        "Host: x\r\nUpgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n",
      ),
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
      "\u0016\u0003\u0001\u0002\u0000\u0001",
      "\r\n\r\n\r\n",
    ),
    fc.string({ unit: "binary-ascii", maxLength: 300 }),
    mutated(fc.constant(HTTP(POST, `${SENT}Content-Length: 26\r\n`, '{"query":"{ __typename }"}'))),
  )
  .map((bytes) => ({
    kind: "raw",
    family: "raw bytes",
    bytes: { bytes: Buffer.from(bytes).toString("base64") },
  }));

const HANDSHAKE =
  "GET /graphql HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n" +
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n";

/** Frames that a WebSocket library does not make: unmasked, of invalid UTF-8, in the wrong order, too large. */
export const anyRawFrames: Arbitrary<RawShot> = fc
  .oneof(
    fc.uint8Array({ minLength: 2, maxLength: 40 }),
    fc
      .constantFrom(
        [0x81, 0x85, 0, 0, 0, 0, 0xff, 0xfe, 0xfd, 0xfc, 0xfb],
        [0x81, 0x05, 0x68, 0x65, 0x6c, 0x6c, 0x6f],
        [0x80, 0x80, 0, 0, 0, 0],
        [0x01, 0x81, 0, 0, 0, 0, 0x7b, 0x81, 0x81, 0, 0, 0, 0, 0x7d],
        [0x82, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0],
        [0x88, 0x82, 0, 0, 0, 0, 0x00, 0x01],
        [0x89, 0xfe, 0x00, 0x7e, 0, 0, 0, 0],
        [0xf1, 0x80, 0, 0, 0, 0],
        [0x8f, 0x80, 0, 0, 0, 0],
      )
      .map((bytes) => Uint8Array.from(bytes)),
  )
  .map((frames) => {
    const bytes = Buffer.concat([Buffer.from(HANDSHAKE), frames]).toString("base64");
    return { kind: "raw", family: "raw frames", bytes: { bytes } };
  });
