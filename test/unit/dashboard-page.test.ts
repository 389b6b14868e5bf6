import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "@jest/globals";
import type { FastifyInstance } from "fastify";
import { Registry } from "prom-client";
import { createAuditLog } from "../../src/audit-log.js";
import { createHttpServer, type HttpServerOptions } from "../../src/http/server.js";
import { createLogger } from "../../src/lib/logger.js";

let app: FastifyInstance;
afterEach(() => app.close());

function serve(issuer: HttpServerOptions["issuer"] = null): FastifyInstance {
  const logger = createLogger("silent");
  const readiness = { required: {}, optional: {} };
  app = createHttpServer({
    ...{ logger, readiness, issuer, mounts: [], audit: createAuditLog(logger, "off") },
    metrics: { registry: new Registry(), open: true },
    verifier: { verify: () => Promise.reject(new Error("nobody asks")) },
  });
  return app;
}

describe("the dashboard's files", () => {
  it("when its page is asked for, then it is asked for again each time and may load from here alone", async () => {
    const page = await serve().inject("/");
    expect(page.statusCode).toBe(200);
    expect(page.headers["cache-control"]).toBe("no-cache");
    const policy = String(page.headers["content-security-policy"]);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|http|\*/);
    expect(page.body).not.toMatch(/https?:|<style|<script(?![^>]* src=)| style=/);
  });

  it("when what the page names is asked for, then it is there, and for good", async () => {
    const page = await serve().inject("/");
    const named = [...page.body.matchAll(/(?:src|href)="\.?(\/assets\/[^"]+)"/g)].map(([, path]) =>
      String(path),
    );
    expect(named.map((path) => path.split(".").at(-1)).sort()).toEqual(["css", "js", "svg"]);
    for (const path of named) {
      const file = await app.inject(path);
      expect(file.statusCode).toBe(200);
      expect(file.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    }
  });

  it("when a browser takes compressed files, then it is sent them, as what they are", async () => {
    const page = await serve().inject("/");
    const script = /src="\.?(\/assets\/[^"]+\.js)"/.exec(page.body)?.[1] ?? "";
    const plain = await app.inject(script);
    expect(plain.headers["content-encoding"]).toBeUndefined();
    const decoders = { br: brotliDecompressSync, gzip: gunzipSync };
    for (const encoding of ["br", "gzip"] as const) {
      const sent = await app.inject({ url: script, headers: { "accept-encoding": encoding } });
      expect(sent.headers).toMatchObject({
        ...{ "content-encoding": encoding, vary: "accept-encoding" },
        "content-type": plain.headers["content-type"],
        "cache-control": plain.headers["cache-control"],
      });
      expect(sent.rawPayload.length).toBeLessThan(plain.rawPayload.length / 3);
      expect(decoders[encoding](sent.rawPayload).equals(plain.rawPayload)).toBe(true);
    }
  });

  it.each([
    "/assets/",
    "/assets/none.js",
    "/assets/../index.html",
    "/assets/%2e%2e/index.html",
    "/index.html",
  ])("when %s is asked for, then there is nothing", async (path) => {
    const { statusCode, headers } = await serve().inject(path);
    expect(statusCode).toBeGreaterThanOrEqual(400);
    expect(headers["cache-control"] ?? "").not.toContain("immutable");
  });
});

describe("what the page is told before anybody signs in", () => {
  const issuer = { issuer: {} as NonNullable<HttpServerOptions["issuer"]>["issuer"], exposed: false };
  const ask = async (headers: Record<string, string> = {}) =>
    (await app.inject({ url: "/dashboard.json", headers: { host: "localhost:4000", ...headers } })).json();

  it("when tokens come from elsewhere, then it says so", async () => {
    serve(null);
    expect(await ask()).toEqual({ issuer: "external", issuesHere: false });
  });

  it("when the embedded issuer would not answer who asks, then no token is offered", async () => {
    serve(issuer);
    expect(await ask()).toEqual({ issuer: "embedded", issuesHere: true });
    expect(await ask({ host: "stock.example" })).toEqual({ issuer: "embedded", issuesHere: false });
    expect(await ask({ "x-forwarded-for": "10.0.0.1" })).toEqual({ issuer: "embedded", issuesHere: false });
  });

  it("when it is exposed on purpose, then a token is offered to all", async () => {
    serve({ ...issuer, exposed: true });
    expect(await ask({ host: "stock.example" })).toEqual({ issuer: "embedded", issuesHere: true });
  });
});
