/** @needs postgres redis rabbitmq */
import { spawn, type ChildProcess } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { once } from "node:events";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { WebSocket } from "ws";
import { amqpUrl, redisUrl } from "../support/addresses.js";
import { freePort, post, tokenFor } from "../support/cluster.js";
import { endWithUs } from "../support/end-with-us.js";
import { eventually } from "../support/eventually.js";
import { leaksIn } from "../support/leaks.js";
import { freshDatabase, postgresUrl, query, uniqueName, type FreshDatabase } from "../support/services.js";
import { openStockFiles, type StockFiles } from "../support/stock-file.js";
import { openTcpProxy, type TcpProxy } from "../support/tcp-proxy.js";
import { signingKeyOf, tokenLasting } from "../support/tokens.js";

const PATIENCE = { timeoutMs: 60_000 };
const secret = (of: string) => `${of}-${randomBytes(24).toString("hex")}`;

let database: FreshDatabase;
let proxy: TcpProxy;
let files: StockFiles;
/** Of whoever asks for passwords, this one is right. */
const role = uniqueName("secretive").replaceAll("-", "_");
const secrets: Record<string, string> = {
  database: secret("database"),
  parameter: secret("parameter"),
  broker: secret("broker"),
  redis: secret("redis"),
  client: secret("client"),
};
/** All that each process has written, and all that was answered but for the tokens asked for. */
let written = "";
let answered = "";

beforeAll(async () => {
  database = await freshDatabase();
  await query(database.url, `CREATE ROLE "${role}" SUPERUSER LOGIN PASSWORD '${secrets["database"]}'`);
  proxy = await openTcpProxy(database.url);
  files = await openStockFiles();
});

afterAll(async () => {
  await files.remove();
  await proxy.close();
  await database.drop();
  await query(postgresUrl(), `DROP ROLE "${role}"`);
});

function withPassword(url: string, user: string, password: string): string {
  const changed = new URL(url);
  Object.assign(changed, { username: user, password });
  return changed.href;
}

function start(environment: Record<string, string>): ChildProcess {
  const child = spawn(process.execPath, ["dist/main.js"], {
    env: { PATH: process.env["PATH"], LOG_LEVEL: "trace", AUDIT_LOG: "all", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  endWithUs(child);
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (bytes: Buffer) => (written += bytes.toString()));
  return child;
}

/** No password but the database's is right: what is refused is told at length. */
async function addresses(): Promise<Record<string, string>> {
  const { privateKey } = generateKeyPairSync("ed25519");
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }) as string;
  secrets["signing key"] = pem.split("\n")[1] as string;
  const own = new URL(withPassword(proxy.url, role, secrets["database"] as string));
  own.searchParams.set("sslpassword", secrets["parameter"] as string);
  return {
    DATABASE_URL: own.href,
    AMQP_URL: withPassword(amqpUrl(), "guest", secrets["broker"] as string),
    REDIS_URL: withPassword(redisUrl(), "nobody", secrets["redis"] as string),
    EVENT_SIGNING_KEY: await files.write("key.pem", pem),
  };
}

const note = async (response: Response) => {
  answered += JSON.stringify([...response.headers]) + (await response.text());
};

/** Each way in, with a token that is good, one that is over, and one that is forged. */
async function drive(url: string, token: string): Promise<void> {
  const json = { "content-type": "application/json", authorization: `Bearer ${token}` };
  const id = encodeURIComponent("secret item");
  const reserve = JSON.stringify({
    query: `mutation { reserveStock(input: { orderId: "o", lines: [{ productVariantId: "x", quantity: 1 }] }) { userErrors { code } } }`,
  });
  for (const [path, init] of [
    ["/graphql", { method: "POST", body: '{"query":"{ feedPosition }"}' }],
    ["/graphql", { method: "POST", body: reserve }],
    ["/graphql", { method: "POST", body: `{"query":"{ nothing(token: \\"${token}\\")" }` }],
    ["/graphql", { method: "POST", body: "no json" }],
    [`/graphql?query={feedPosition}&access_token=${token}`, {}],
    [`/api/v1/inventory/${id}?access_token=${token}`, {}],
    ["/api/inventory/add", { method: "POST", body: '{"productId":"x","quantity":1}' }],
    ["/api/v1/inventory/x/reserve", { method: "POST", body: "{}" }],
    ["/metrics", {}],
    ["/readyz", {}],
    [`/${token.slice(0, 40)}`, {}],
  ] as const) {
    await note(await fetch(`${url}${path}`, { ...init, headers: json }));
  }
  const stop = new AbortController();
  const stream = await fetch(`${url}/graphql/stream?query=subscription{stockStatusChanged{newStatus}}`, {
    ...{ headers: { ...json, accept: "text/event-stream" }, signal: stop.signal },
  });
  answered += JSON.stringify([...stream.headers]);
  stop.abort();
  await overSocket(url, token);
}

/** The answer is an acknowledgement and a result, or a close with a reason. */
async function overSocket(url: string, token: string): Promise<void> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/graphql`, "graphql-transport-ws");
  const say = (message: object) => socket.send(JSON.stringify(message));
  socket.on("open", () => say({ type: "connection_init", payload: { Authorization: `Bearer ${token}` } }));
  socket.on("message", (data: Buffer) => {
    answered += data.toString();
    const { type } = JSON.parse(data.toString()) as { type: string };
    if (type === "connection_ack")
      say({ id: "1", type: "subscribe", payload: { query: "{ feedPosition }" } });
    else socket.close();
  });
  const [, reason] = (await once(socket, "close")) as [number, Buffer];
  answered += reason.toString();
}

it("when everything is driven, refused and broken at LOG_LEVEL=trace, then nothing that is written or answered has a secret or a token", async () => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = start({ PORT: String(port), ...(await addresses()) });
  try {
    await eventually(async () => expect((await fetch(`${url}/readyz`)).status).toBe(200), PATIENCE);
    const good = await tokenFor({ url });
    const over = await tokenLasting(database.url, -60);
    const { d } = await signingKeyOf(database.url);
    const forged = `${good.slice(0, -10)}${randomBytes(5).toString("hex")}`;
    // Their heads name the algorithm and the key, which everybody knows.
    const own = Object.entries({ good, over, forged }).map(([name, token]) => [
      name,
      token.split(".").slice(1).join("."),
    ]);
    Object.assign(secrets, Object.fromEntries(own), { issuer: d as string });

    for (const token of [good, over, forged]) await drive(url, token);
    const form = {
      grant_type: "client_credentials",
      client_id: "nobody",
      client_secret: secrets["client"] as string,
    };
    await note(await fetch(`${url}/oauth/token`, { method: "POST", body: new URLSearchParams(form) }));
    const basic = Buffer.from(`nobody:${secrets["client"]}`).toString("base64");
    secrets["basic"] = basic;
    const headers = { authorization: `Basic ${basic}` };
    await note(
      await fetch(`${url}/oauth/token`, {
        method: "POST",
        headers,
        body: new URLSearchParams({ grant_type: "client_credentials" }),
      }),
    );
    await note(await fetch(`${url}/metrics`, { headers }));

    // A defect: what it says is the database's own words.
    await query(database.url, "ALTER TABLE warehouse RENAME TO elsewhere");
    const { body } = await post(url, good, { query: "{ warehouses { code } }" });
    answered += JSON.stringify(body);
    await query(database.url, "ALTER TABLE elsewhere RENAME TO warehouse");
    proxy.refuse();
    for (const query of ["{ feedPosition }", "{ warehouses { code } }"])
      answered += JSON.stringify((await post(url, good, { query })).body);
    proxy.accept();
    await eventually(async () => expect((await fetch(`${url}/readyz`)).status).toBe(200), PATIENCE);
    await eventually(() => {
      for (const said of ["Redis is out of reach", "RabbitMQ is out of reach", "audit: turned away"])
        expect(written).toContain(said);
    }, PATIENCE);
  } finally {
    if (child.exitCode === null) {
      child.kill("SIGTERM");
      await once(child, "close");
    }
  }
  expect(written).toContain("an operation over WebSocket");
  expect(answered.length).toBeGreaterThan(5_000);
  expect(leaksIn(written, secrets)).toEqual([]);
  expect(leaksIn(answered, secrets)).toEqual([]);
}, 120_000);

it("when a start fails for its database, its key or an address, then what it says has no secret", async () => {
  const before = written.length;
  const good = await addresses();
  for (const wrong of [
    { DATABASE_URL: withPassword("postgresql://127.0.0.1:1/none", "nobody", secrets["database"] as string) },
    { DATABASE_URL: `postgresql://nobody:${secrets["database"]}@[bad/none` },
    { AMQP_URL: `http://guest:${secrets["broker"]}@127.0.0.1` },
    { REDIS_URL: `http://nobody:${secrets["redis"]}@127.0.0.1` },
    {
      EVENT_SIGNING_KEY: await files.write(
        "bad.pem",
        `-----BEGIN PRIVATE KEY-----\n${secrets["signing key"]}xx\n`,
      ),
    },
  ]) {
    const child = start({ PORT: "0", ...good, ...wrong });
    const [code] = (await once(child, "close")) as [number];
    expect([wrong, code]).toEqual([wrong, 1]);
  }
  expect(written.length).toBeGreaterThan(before);
  expect(leaksIn(written, secrets)).toEqual([]);
}, 120_000);
