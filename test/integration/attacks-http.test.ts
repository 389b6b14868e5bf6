/** @needs postgres redis rabbitmq */
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { WebSocket } from "ws";
import { ROUTE_RIGHTS } from "../../src/auth/rights.js";
import { post, stockUp } from "../support/cluster.js";
import { exchange, openRawHttp, type RawHttp } from "../support/raw-http.js";
import { openService, type RunningService } from "../support/running-service.js";
import { IN_FULL } from "../support/scale.js";
import { uniqueName } from "../support/services.js";

let service: RunningService;
let slow: RawHttp[];
let dropping: NodeJS.Timeout;

beforeAll(async () => {
  service = await openService({ LOG_LEVEL: "trace" });
  slow = await Promise.all(SLOW.map(() => openRawHttp(service.url)));
  SLOW.forEach((said, n) => slow[n]?.socket.write(said));
  dropping = setInterval(() => slow[0]?.socket.write("X-Drop: 1\r\n"), 1_000);
}, 60_000);

afterAll(async () => {
  clearInterval(dropping);
  await service.close();
});

const SLOW = [
  "GET /healthz HTTP/1.1\r\nHost: a\r\n",
  "",
  // It may take three times as long.
  ...(IN_FULL ? ["POST /oauth/token HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nx="] : []),
];

const authorised = (more: Record<string, string> = {}) => ({
  authorization: `Bearer ${service.token}`,
  ...more,
});
const host = () => new URL(service.url).host;
/** The first line and the headers, each in a line of its own. */
const head = (answer: string) => (answer.split("\r\n\r\n")[0] as string).split("\r\n");

describe("bytes that are no request of one meaning", () => {
  const GRAPHQL = '{"query":"{ feedPosition }"}';
  const request = (headers: string[], body = GRAPHQL) =>
    [
      ...["POST /graphql HTTP/1.1", `Host: ${host()}`, `Authorization: Bearer ${service.token}`],
      ...["Content-Type: application/json", "Connection: close", ...headers, "", body],
    ].join("\r\n");
  const CHUNKED = `${GRAPHQL.length.toString(16)}\r\n${GRAPHQL}\r\n0\r\n\r\n`;

  it.each([
    [
      "both a length and chunks",
      [`Content-Length: ${GRAPHQL.length}`, "Transfer-Encoding: chunked"],
      CHUNKED,
    ],
    ["two lengths", [`Content-Length: ${GRAPHQL.length}`, "Content-Length: 5"], GRAPHQL],
    ["a length that is no number", ["Content-Length: +28"], GRAPHQL],
    ["chunks by another name", ["Transfer-Encoding: xchunked"], CHUNKED],
    ["chunks that are not the last coding", ["Transfer-Encoding: chunked, identity"], CHUNKED],
    ["a space before the colon", ["Transfer-Encoding : chunked"], CHUNKED],
    ["a folded header", ["X-Folded: a", " Transfer-Encoding: chunked"], CHUNKED],
    ["a bare line feed in a header", ["X-Bare: a\nTransfer-Encoding: chunked"], CHUNKED],
    ["a NUL in a header", ["X-Nul: a\0b"], GRAPHQL],
    ["a chunk of no size", ["Transfer-Encoding: chunked"], "zz\r\n{}\r\n0\r\n\r\n"],
    ["headers of 64 KB", [`X-Long: ${"a".repeat(65_536)}`], GRAPHQL],
    ["headers by the thousand", Array.from({ length: 3_000 }, (_, n) => `X-${n}: 1`), GRAPHQL],
  ])("when a request has %s, then it is refused whole, and answered once", async (_, headers, body) => {
    const answer = await exchange(service.url, request(headers, body));
    expect(answer).toMatch(/^HTTP\/1\.1 4(00|13|31) /);
    expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
    expect(answer).not.toContain("feedPosition");
  });

  it("when a body says that it is compressed, then it is not unpacked", async () => {
    const bomb = gzipSync(Buffer.alloc(50 * 1_048_576, " "));
    const response = await fetch(`${service.url}/graphql`, {
      ...{ method: "POST", body: bomb },
      headers: authorised({ "content-type": "application/json", "content-encoding": "gzip" }),
    });
    expect([400, 415]).toContain(response.status);
  });

  it("when a body is greater than a megabyte, then 413, whether it says so or not", async () => {
    const large = "x".repeat(1_100_000);
    for (const headers of [[`Content-Length: ${large.length}`], ["Transfer-Encoding: chunked"]]) {
      const body = headers[0]?.startsWith("T")
        ? `${large.length.toString(16)}\r\n${large}\r\n0\r\n\r\n`
        : large;
      expect(await exchange(service.url, request(headers, body))).toMatch(/^HTTP\/1\.1 413 /);
    }
  });
});

describe("headers", () => {
  const NAMES = ["x-correlation-id", "traceparent", "idempotency-key", "accept", "origin", "last-event-id"];

  it.each(NAMES)(
    "when %s tries to end its line, encoded or not, then no header of an answer is of its making",
    async (name) => {
      const values = [
        "a%0d%0aX-Evil: 1",
        "a\\r\\nX-Evil: 1",
        "a\u0085X-Evil: 1",
        "\u010d\u010aX-Evil: 1",
        "a\rX-Evil: 1",
      ];
      for (const path of ["/graphql", "/graphql/stream", "/api/v1/inventory/a", "/nothing"]) {
        for (const value of values) {
          const answer = await exchange(
            service.url,
            [`GET ${path} HTTP/1.1`, `Host: ${host()}`, `Authorization: Bearer ${service.token}`]
              .concat(`${name}: ${value}`, "Connection: close", "", "")
              .join("\r\n"),
          );
          expect(answer).toMatch(/^HTTP\/1\.1 [2-4]\d\d /);
          expect(head(answer).filter((line) => /^x-evil/i.test(line))).toEqual([]);
        }
      }
    },
  );

  it("when the path tries to end a header's line, then neither a redirect nor an answer has it", async () => {
    for (const path of [
      "/%0d%0aX-Evil:%201",
      "/docs%0d%0aX-Evil:%201",
      "//evil.example/%2e%2e",
      "/assets/%0d%0aX-Evil:1",
    ]) {
      const request = [`GET ${path} HTTP/1.1`, `Host: ${host()}`, "Connection: close", "", ""].join("\r\n");
      const answer = await exchange(service.url, request);
      expect(head(answer).join("\n")).not.toMatch(/evil/i);
      expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
    }
  });

  it("when it walks all routes, then each answer, also a refusal, is nothing to run, frame, sniff or keep", async () => {
    for (const route of [...Object.keys(ROUTE_RIGHTS), "GET /nothing", "PUT /healthz"]) {
      const [method, url] = route.split(" ") as [string, string];
      const path = url.replace(/:(\w+)/g, "x").replace("*", "x");
      for (const headers of [{}, authorised({ accept: "*/*" })]) {
        // A stream has no end: its head is what counts.
        const stop = new AbortController();
        const response = await fetch(`${service.url}${path}`, {
          method,
          headers,
          redirect: "manual",
          signal: stop.signal,
        });
        const policy = response.headers.get("content-security-policy");
        const found = { route, status: response.status, policy, ...Object.fromEntries(response.headers) };
        stop.abort();
        expect(found).toMatchObject({
          "x-content-type-options": "nosniff",
          "x-frame-options": "DENY",
          "referrer-policy": expect.stringMatching(/no-referrer/),
          "cross-origin-opener-policy": "same-origin",
          "cross-origin-resource-policy": "same-origin",
          "permissions-policy": expect.stringContaining("camera=()"),
          "cache-control": expect.any(String),
          policy: expect.stringMatching(/default-src 'none'|default-src 'self'/),
        });
        expect(policy).toMatch(/frame-ancestors 'none'/);
        expect(policy).not.toMatch(/unsafe-eval|\*|https?:/);
        expect(found).not.toHaveProperty("server");
        expect(found).not.toHaveProperty("x-powered-by");
        if (response.status === 401) expect(response.headers.get("cache-control")).toMatch(/no-store/);
      }
    }
  }, 60_000);
});

describe("the log", () => {
  it("when what is logged has line breaks, escapes and quotes, then each line stays one object of JSON, as the service made it", async () => {
    const evil = '\r\n{"level":60,"msg":"forged"}\n\u001b[2J\u2028"\\';
    const header = encodeURI(evil);
    const id = uniqueName("log");
    await stockUp(service.url, service.token, id, 1);
    const reserve = `mutation R($input: ReserveStockInput!) { reserveStock(input: $input) { userErrors { code } } }`;
    const lines = [{ productVariantId: `${id}${evil}`.slice(0, 64), quantity: 1 }];
    const input = { orderId: evil, lines, userId: evil, idempotencyKey: evil };
    await post(
      service.url,
      service.token,
      { query: reserve, variables: { input }, operationName: "R" },
      { "x-correlation-id": header },
    );
    await post(service.url, service.token, { query: evil, operationName: evil });
    const adjust = `mutation A($input: AdjustStockInput!) { adjustStock(input: $input) { userErrors { code } } }`;
    const purchase = { productVariantId: evil, delta: 1, changeType: "PURCHASE", reason: evil };
    await post(service.url, service.token, { query: adjust, variables: { input: purchase } });
    await post(service.url, `bad${encodeURIComponent(evil)}`, { query: "{ feedPosition }" });
    const socket = new WebSocket(`${service.url.replace("http", "ws")}/graphql`, "graphql-transport-ws");
    const ended = new Promise((resolve) => socket.on("close", resolve));
    socket.on("open", () => socket.send(JSON.stringify({ type: "connection_init", payload: authorised() })));
    socket.on("message", (data) => {
      const { type } = JSON.parse((data as Buffer).toString()) as { type: string };
      const payload = { query: "{ feedPosition }", operationName: evil, extensions: { correlationId: evil } };
      if (type === "connection_ack") socket.send(JSON.stringify({ id: evil, type: "subscribe", payload }));
      else socket.close();
    });
    await ended;
    for (const line of service.log) {
      expect(line.endsWith("\n") && line.indexOf("\n") === line.length - 1).toBe(true);
      // eslint-disable-next-line no-control-regex
      expect(line.slice(0, -1)).not.toMatch(/[\u0000-\u001f\u007f]/);
      expect(JSON.parse(line)).not.toMatchObject({ msg: "forged" });
    }
    expect(service.logged()).toContainEqual(
      expect.objectContaining({ operation: "adjust", of: { items: [evil] } }),
    );
  });
});

describe("web pages of other sites", () => {
  const open = (headers: Record<string, string>) =>
    new Promise<number | "open">((resolve) => {
      const socket = new WebSocket(`${service.url.replace("http", "ws")}/graphql`, "graphql-transport-ws", {
        headers,
      });
      socket.on("unexpected-response", (_request, { statusCode }) => resolve(statusCode ?? 0));
      socket.on("error", () => undefined);
      socket.on("open", () => (socket.close(), resolve("open")));
    });

  it.each([
    ["of another site", "https://evil.example"],
    ["of no site", "null"],
    ["of a site that begins like ours", "http://127.0.0.1.evil.example"],
    ["of our host at another port", "http://127.0.0.1:1"],
    ["with ours as its user", "http://127.0.0.1@evil.example"],
    ["that is no address", "<script>"],
  ])("when a page %s opens a socket or a stream, then 403, whatever cookies it brings", async (_, origin) => {
    const headers = { origin, cookie: `token=${service.token}; authorization=Bearer ${service.token}` };
    expect(await open(headers)).toBe(403);
    const stream = await fetch(
      `${service.url}/graphql/stream?query=subscription{stockStatusChanged{newStatus}}`,
      {
        headers: authorised({ accept: "text/event-stream", ...headers }),
      },
    );
    expect(stream.status).toBe(403);
    expect(stream.headers.get("access-control-allow-origin")).toBeNull();
    await stream.body?.cancel();
  });

  it("when a request brings its token in a cookie, then it is nobody's, and no answer sets or allows any", async () => {
    const cookie = `token=${service.token}; access_token=${service.token}; authorization=Bearer ${service.token}`;
    for (const path of ["/graphql", "/metrics", "/api/v1/inventory/a"]) {
      const response = await fetch(`${service.url}${path}`, { headers: { cookie } });
      expect(response.status).toBe(401);
      expect(response.headers.get("set-cookie")).toBeNull();
      expect(response.headers.get("access-control-allow-credentials")).toBeNull();
    }
  });

  it.each(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])(
    "when a form is sent as %s, as any page can, then nothing is carried out, even with a token",
    async (type) => {
      const id = uniqueName("csrf");
      const mutation = `mutation { createInventoryItem(input: { productVariantId: "${id}" }) { userErrors { code } } }`;
      const bodies = [
        JSON.stringify({ query: mutation }),
        new URLSearchParams({ query: mutation }).toString(),
      ];
      for (const path of [
        "/graphql",
        "/graphql/stream",
        "/api/inventory/add",
        "/api/v1/inventory/adjust-stock",
      ]) {
        for (const body of bodies) {
          const headers = authorised({ "content-type": type, origin: "https://evil.example" });
          const { status } = await fetch(`${service.url}${path}`, { method: "POST", body, headers });
          expect(status).toBeGreaterThanOrEqual(400);
          expect(status).toBeLessThan(500);
        }
      }
      const asked = {
        query: "query Q($id: ID!) { inventoryItem(productVariantId: $id) { id } }",
        variables: { id },
      };
      expect((await post(service.url, service.token, asked)).body.data).toEqual({ inventoryItem: null });
    },
  );
});

describe("files", () => {
  it.each([
    ...["/assets/../package.json", "/assets/..%2f..%2fpackage.json", "/assets/%2e%2e/%2e%2e/package.json"],
    ...[
      "/assets/..%5c..%5cpackage.json",
      "/assets/....//....//package.json",
      "/assets/%252e%252e%252fpackage.json",
    ],
    ...[
      "/assets//etc/passwd",
      "/assets/%00/../package.json",
      "/assets/.../package.json",
      "/../../etc/passwd",
    ],
    ...[
      "/event-schemas/..%2f..%2f..%2fpackage.json/x",
      "/event-schemas/../package.json",
      "/docs/static/..%2f..%2fpackage.json",
    ],
  ])("when %s is asked for, then it is no file of ours", async (path) => {
    const request = [`GET ${path} HTTP/1.1`, `Host: ${host()}`, "Connection: close", "", ""].join("\r\n");
    const answer = await exchange(service.url, request);
    expect(answer).toMatch(/^HTTP\/1\.1 40[04] /);
    expect(answer).not.toMatch(/"stockfeed"|root:|devDependencies/);
  });
});

// Last: what is waited for is the service's own patience, while the other tests run.
describe("slow clients", () => {
  it("when headers come drop by drop, or nothing at all, or a body stays away, then the connection is cut, and others are served", async () => {
    expect((await fetch(`${service.url}/healthz`)).status).toBe(200);
    for (const { closed, read } of slow) {
      await closed;
      expect(read()).toMatch(/^$|^HTTP\/1\.1 408 /);
    }
  }, 90_000);
});
