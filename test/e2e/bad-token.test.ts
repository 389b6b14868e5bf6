/** @needs postgres redis rabbitmq */
import { describe, expect, it } from "@jest/globals";
import { exportJWK, generateKeyPair } from "jose";
import type { SigningKey } from "../../src/ports/signing-keys.js";
import { post, tokenFor } from "../support/cluster.js";
import { eventually } from "../support/eventually.js";
import { openRawSocket } from "../support/raw-socket.js";
import { expectBlamed, order, refusingNode, RESERVE } from "../support/refusing-node.js";
import { forge, signingKeyOf, tokenLasting, unsigned } from "../support/tokens.js";

const node = refusingNode();

const open = (token: string | undefined | null) => openRawSocket(node.url(), token);

const theirs = () => signingKeyOf(node.databaseUrl());

async function another(): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  return { ...(await exportJWK(privateKey)), kid: (await theirs()).kid };
}

/** The issuer's own, but for the role, which its signature was not made for. */
async function tampered(): Promise<string> {
  const [header, payload, signature] = (await tokenFor({ url: node.url() }, "storefront")).split(".");
  const claims = JSON.parse(Buffer.from(payload as string, "base64url").toString()) as object;
  const raised = Buffer.from(JSON.stringify({ ...claims, roles: ["admin"] })).toString("base64url");
  return [header, raised, signature].join(".");
}

const secret = async () => ({ alg: "HS256", key: Buffer.from(JSON.stringify((await theirs())["x"])) });

const WRONG: [string, () => Promise<string>, string][] = [
  ["no JSON Web Token", async () => "nonsense", "not a JSON Web Token"],
  ["of another issuer's key", async () => forge(await another()), "signature"],
  ["raised to another role", tampered, "signature"],
  ["not signed (alg none)", async () => unsigned(), "algorithm"],
  ["signed with the public key as a secret", async () => forge(await theirs(), await secret()), "algorithm"],
  ["for another audience", async () => forge(await theirs(), { claims: { aud: "else" } }), "aud"],
  ["by another issuer", async () => forge(await theirs(), { claims: { iss: "else" } }), "iss"],
  ["without an end", async () => forge(await theirs(), { claims: { exp: undefined } }), "exp"],
  ["without a subject", async () => forge(await theirs(), { claims: { sub: undefined } }), "subject"],
  ["of a subject without a character", async () => forge(await theirs(), { claims: { sub: "" } }), "subject"],
  ["of a subject with NUL", async () => forge(await theirs(), { claims: { sub: "a\u0000" } }), "NUL"],
  [
    "of half a surrogate pair",
    async () => forge(await theirs(), { claims: { sub: "a\ud800" } }),
    "surrogate",
  ],
  [
    "of a subject of 256 characters",
    async () => forge(await theirs(), { claims: { sub: "😀".repeat(256) } }),
    "255",
  ],
  [
    "for warehouses that are no list",
    async () => forge(await theirs(), { claims: { warehouses: "*" } }),
    "warehouses",
  ],
  ["run out", () => tokenLasting(node.databaseUrl(), -60), "expired"],
];

describe("over HTTP", () => {
  it("when a token is as the issuer makes it, then it is accepted: the wrong ones are wrong in one thing", async () => {
    for (const token of [await forge(await theirs()), await tokenLasting(node.databaseUrl(), 60)]) {
      const { body } = await post(node.url(), token, { query: "{ __typename }" });
      expect(body).toMatchObject({ data: { __typename: "Query" } });
    }
  });

  it.each(WRONG)("when a token is %s, then 401 says what is wrong with it", async (_name, make, named) => {
    const answer = await post(node.url(), await make(), { query: RESERVE, variables: order({}) });
    expectBlamed(answer, { code: "UNAUTHENTICATED", named, status: 401 });
    expect(answer.headers["www-authenticate"]).toBe('Bearer error="invalid_token"');
  });

  it("when there is none, then 401 says how to send one", async () => {
    const answer = await post(node.url(), null, { query: RESERVE, variables: order({}) });
    expectBlamed(answer, { code: "UNAUTHENTICATED", named: "Authorization: Bearer", status: 401 });
  });

  it("when a role may not, then FORBIDDEN names the scope that is lacking", async () => {
    const token = await tokenFor({ url: node.url() }, "storefront");
    const answer = await post(node.url(), token, { query: RESERVE, variables: order({}) });
    expectBlamed(answer, { code: "FORBIDDEN", named: "inventory:reserve" });
  });
});

describe("over WebSocket", () => {
  it.each(WRONG)("when a token is %s, then the socket is closed", async (name, make) => {
    const socket = open(await make());
    expect(await socket.closed).toBe(name === "run out" ? 4403 : 4401);
    expect(socket.received).toEqual([]);
  });

  it("when there is none, then the socket is closed with 4401", async () => {
    expect(await open(undefined).closed).toBe(4401);
  });

  it("when an operation comes before any token, then the socket is closed with 4401", async () => {
    const socket = open(null);
    socket.send({ id: "1", type: "subscribe", payload: { query: RESERVE, variables: order({}) } });
    expect(await socket.closed).toBe(4401);
  });

  it("when a role may not, then the operation is FORBIDDEN, and the socket stays", async () => {
    const socket = open(await tokenFor({ url: node.url() }, "storefront"));
    socket.send({ id: "1", type: "subscribe", payload: { query: RESERVE, variables: order({}) } });
    await eventually(() => expect(socket.received.at(-1)).toMatchObject({ type: "complete" }));
    expect(socket.received).toMatchObject([
      { type: "connection_ack" },
      { type: "next", payload: { errors: [{ extensions: { code: "FORBIDDEN" } }] } },
      { type: "complete", id: "1" },
    ]);
    socket.close();
    await socket.closed;
  });

  it("when a token runs out during a subscription, then the socket is closed with 4403", async () => {
    const socket = open(await tokenLasting(node.databaseUrl(), 2));
    const query = `subscription { stockLevelChanged(filter: { productVariantIds: ["nobody-changes-it"] }) { position } }`;
    socket.send({ id: "1", type: "subscribe", payload: { query } });
    expect(await socket.closed).toBe(4403);
    expect(socket.received).toEqual([{ type: "connection_ack" }]);
  });
});
