/** @needs postgres */
import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { FIELD_SCOPES, ROUTE_RIGHTS } from "../../src/auth/rights.js";
import { readConfig } from "../../src/config.js";
import { buildGraphqlSchema } from "../../src/graphql/schema.js";
import { createLogger } from "../../src/lib/logger.js";
import { startService, type Service } from "../../src/service.js";
import { contentsOf } from "../support/contents.js";
import { freshDatabase, query, type FreshDatabase } from "../support/services.js";
import { askGraphql, askRoute, askSocket, listen, type Answer } from "../support/rights/ask.js";
import type { Call } from "../support/rights/call.js";
import { CALLERS, isAllowed, type Caller } from "../support/rights/callers.js";
import { openIssuer, type Issuer } from "../support/rights/issuer.js";
import { FIELDS, OPERATIONS, SUBSCRIPTIONS } from "../support/rights/operations.js";
import { ROUTES, type RouteRequest } from "../support/rights/routes.js";
import { plant, SECRET, type Seed } from "../support/rights/seed.js";

// Every operation, field, subscription and route, by every caller and by tokens that are wrong in one thing.

let folder: string;
let database: FreshDatabase;
let issuer: Issuer;
let service: Service;
let seed: Seed;
const tokens = new Map<Caller, string>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "rights-"));
  const signingKey = join(folder, "key.pem");
  const { privateKey } = generateKeyPairSync("ed25519");
  await writeFile(signingKey, privateKey.export({ type: "pkcs8", format: "pem" }));
  [database, issuer] = await Promise.all([freshDatabase(), openIssuer()]);
  const config = readConfig({
    ...{ PORT: "0", DATABASE_URL: database.url, EVENT_SIGNING_KEY: signingKey },
    ...issuer.environment,
  });
  service = await startService(config, createLogger("silent"));
  for (const caller of CALLERS) tokens.set(caller, await issuer.token(caller.claims));
  seed = await plant(service.url, tokenOf("admin"));
}, 90_000);

afterAll(async () => {
  await service?.close();
  await issuer?.close();
  await database?.drop();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

const tokenOf = (name: string) => tokens.get(CALLERS.find((each) => each.name === name) as Caller) as string;

type Verdict = Answer["verdict"];

/** One call of the matrix, as it is sent. */
interface Cell {
  readonly name: string;
  readonly call: Call<unknown>;
  readonly sent: string;
  /** undefined: a route. */
  readonly document?: string;
  readonly absent: boolean;
  ask(token: string | undefined): Promise<Answer>;
}

function graphqlCells(): Cell[] {
  const rows = Object.entries({ ...OPERATIONS, ...FIELDS });
  return rows.flatMap(([name, calls]) =>
    calls.map((call): Cell => {
      const document = `${name.startsWith("Mutation.") ? "mutation" : "query"} { ${call.ask(seed)} }`;
      const ask = (token: string | undefined) => askGraphql({ url: service.url, token }, document);
      return { name, call, sent: document, document, absent: false, ask };
    }),
  );
}

function routeCells(): Cell[] {
  return Object.entries(ROUTES).flatMap(([name, calls]) =>
    calls.map((call: Call<RouteRequest>): Cell => {
      const request = call.ask(seed);
      const ask = (token: string | undefined) => askRoute({ url: service.url, token }, name, request);
      return { name, call, sent: JSON.stringify(request), absent: request.absent ?? false, ask };
    }),
  );
}

const subscriptionCells = () =>
  Object.entries(SUBSCRIPTIONS).flatMap(([name, calls]) =>
    calls.map((call) => ({ name, call, document: `subscription { ${call.ask(seed)} }` })),
  );

const AT_ONCE = 8;

async function inTurns<T>(all: readonly T[], run: (each: T) => Promise<void>): Promise<void> {
  const rest = [...all];
  const next = async () => {
    for (let each = rest.shift(); each !== undefined; each = rest.shift()) await run(each);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
}

/** What was answered otherwise than expected, so that all of it is seen at once. */
async function wrongAnswers(
  cells: readonly Cell[],
  token: string | undefined,
  expected: (cell: Cell) => Verdict,
): Promise<string[]> {
  const wrong: string[] = [];
  await inTurns(cells, async (cell) => {
    const wanted = cell.absent ? "absent" : expected(cell);
    const { verdict, text } = await cell.ask(token);
    if (verdict !== wanted) wrong.push(`${cell.name}: ${verdict}, not ${wanted}: ${text.slice(0, 300)}`);
  });
  return wrong;
}

async function wrongOnSocket(
  cells: readonly { name: string; document?: string }[],
  token: string | undefined,
  wanted: Verdict,
): Promise<string[]> {
  const documents = cells.filter(({ document }) => document !== undefined);
  if (documents.length === 0) return [];
  const answers = await askSocket(
    { url: service.url, token },
    documents.map(({ document }) => document as string),
  );
  return answers.flatMap(({ verdict, text }, index) =>
    verdict === wanted
      ? []
      : [`${documents[index]?.name} on a socket: ${verdict}, not ${wanted}: ${text.slice(0, 300)}`],
  );
}

describe("the rows", () => {
  it("when the schema and the table of routes are walked, then each has a row, and nothing else has", () => {
    const schema = buildGraphqlSchema();
    const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    const fields = roots.flatMap((type) =>
      Object.keys(type?.getFields() ?? {}).map((name) => `${type?.name}.${name}`),
    );
    expect(Object.keys({ ...OPERATIONS, ...SUBSCRIPTIONS }).sort()).toEqual(fields.sort());
    expect(Object.keys(FIELDS).sort()).toEqual(Object.keys(FIELD_SCOPES).sort());
    expect(Object.keys(ROUTES).sort()).toEqual(Object.keys(ROUTE_RIGHTS).sort());
  });
});

describe("tokens that are wrong in one thing", () => {
  it("when one comes, then nothing but what is public answers, and nothing is written", async () => {
    const before = await contentsOf(database.url);
    const cells = [...graphqlCells(), ...routeCells()];
    const bad = await issuer.badTokens();
    expect(bad.size).toBeGreaterThanOrEqual(12);
    const wrong: string[] = [];
    for (const [name, token] of bad) {
      const found = [
        ...(await wrongAnswers(cells, token, ({ call }) =>
          call.needs === null ? "allowed" : "UNAUTHENTICATED",
        )),
        ...(await wrongOnSocket([...graphqlCells(), ...subscriptionCells()], token, "UNAUTHENTICATED")),
      ];
      wrong.push(...found.map((each) => `${name}: ${each}`));
    }
    expect(wrong).toEqual([]);
    expect(await contentsOf(database.url)).toEqual(before);
  }, 120_000);
});

describe("tokens that are good", () => {
  it("when a caller asks for what it may not, then FORBIDDEN, and nothing is written", async () => {
    const before = await contentsOf(database.url);
    const wrong: string[] = [];
    let refused = 0;
    for (const caller of CALLERS) {
      const token = tokens.get(caller);
      const cells = [...graphqlCells(), ...routeCells()].filter(({ call }) => !isAllowed(caller, call));
      const subscriptions = subscriptionCells().filter(({ call }) => !isAllowed(caller, call));
      refused += cells.length + subscriptions.length;
      const found = [
        ...(await wrongAnswers(cells, token, () => "FORBIDDEN")),
        ...(await wrongOnSocket([...cells, ...subscriptions], token, "FORBIDDEN")),
      ];
      wrong.push(...found.map((each) => `${caller.name}: ${each}`));
    }
    expect(wrong).toEqual([]);
    expect(refused).toBeGreaterThan(200);
    expect(await contentsOf(database.url)).toEqual(before);
  }, 120_000);

  it("when one is confined to another warehouse, then it sees and changes nothing of the others by what it may ask", async () => {
    const [caller] = CALLERS.filter(({ confined }) => confined) as [Caller];
    const token = tokens.get(caller);
    const before = await othersThan(caller);
    const cells = [...graphqlCells(), ...routeCells()].filter(({ call }) => isAllowed(caller, call));
    const seen: string[] = [];
    for (const cell of cells) {
      const { verdict, text } = await cell.ask(token);
      if (verdict !== (cell.absent ? "absent" : "allowed") || tells(text, cell.sent))
        seen.push(`${cell.name}: ${text}`);
    }
    for (const { name, call, document } of subscriptionCells()) {
      if (!isAllowed(caller, call) || name === "Subscription.stockStatusChanged") continue;
      const text = await listen({ url: service.url, token }, document, '"next"');
      if (text.includes(SECRET) || text.includes('"errors"')) seen.push(`${name}: ${text}`);
    }
    expect(seen).toEqual([]);
    expect(await othersThan(caller)).toEqual(before);
  }, 60_000);

  it("when a caller asks for what it may, then it is answered", async () => {
    const wrong: string[] = [];
    for (const caller of CALLERS) {
      const token = tokens.get(caller);
      const cells = [...graphqlCells(), ...routeCells()].filter(({ call }) => isAllowed(caller, call));
      const subscriptions = subscriptionCells().filter(({ call }) => isAllowed(caller, call));
      const found = [
        ...(await wrongAnswers(cells, token, () => "allowed")),
        ...(await wrongOnSocket(subscriptions, token, "allowed")),
      ];
      wrong.push(...found.map((each) => `${caller.name}: ${each}`));
    }
    expect(wrong).toEqual([]);
  }, 120_000);
});

/** Whether it has a secret that was not in the question itself. */
function tells(text: string, sent: string): boolean {
  return (text.match(new RegExp(`${SECRET}[-\\w]*`, "g")) ?? []).some((secret) => !sent.includes(secret));
}

/** What the database has of warehouses that the caller is not confined to. */
async function othersThan({ claims }: Caller): Promise<unknown> {
  const [own] = claims["warehouses"] as [string];
  const other = `warehouse_id IN (SELECT id FROM warehouse WHERE code <> '${own}')`;
  const digest = (table: string, where: string) =>
    `SELECT '${table}' AS name, count(*)::int AS rows, md5(string_agg(t::text, '|' ORDER BY t::text)) AS digest
     FROM ${table} t WHERE ${where}`;
  const parts = [
    // Items that are made belong to all warehouses, and have a level in MAIN.
    digest("stock_level", `${other} AND (quantity, reserved) <> (0, 0)`),
    ...["ledger_entry", "reservation_line", "warehouse_bin"].map((table) => digest(table, other)),
    digest("warehouse", `code <> '${own}'`),
    digest("reservation", `id IN (SELECT reservation_id FROM reservation_line WHERE ${other})`),
    digest("stock_transfer", "true"),
    digest("bin_assignment", "true"),
  ];
  return query(database.url, parts.join(" UNION ALL "));
}
