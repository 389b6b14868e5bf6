import fc, { type Arbitrary } from "fast-check";
import { anyHeaders, anyone, encoded, plainHeader } from "./graphql-shots.js";
import { anyOfSchema, type Schema, type Schemas } from "./json-schema.js";
import { mutated } from "./mutated.js";
import type { Content, HttpShot } from "./shot.js";
import { anyJson, anyScalar, anyText } from "./values.js";

interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly schema?: Schema;
}

interface Endpoint {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> };
}

/** What is used of an OpenAPI document. */
export interface OpenApi extends Schemas {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Endpoint>>>>;
}

const METHODS = ["get", "head", "post", "put", "patch", "delete"];

/** Requests of every endpoint of a document, most of them as it says, the others bent in one place or two. */
export function anyRest(api: OpenApi): Arbitrary<HttpShot> {
  const all = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method]) => METHODS.includes(method))
      .map(([method, endpoint]) => anyOfEndpoint(api, { path, method, endpoint })),
  );
  return fc.oneof(...all);
}

interface Named {
  readonly path: string;
  readonly method: string;
  readonly endpoint: Endpoint;
}

function anyOfEndpoint(api: OpenApi, { path, method, endpoint }: Named): Arbitrary<HttpShot> {
  const parameters = endpoint.parameters ?? [];
  const values = parameters.map((parameter) => anyParameter(api, parameter));
  const schema = endpoint.requestBody?.content?.["application/json"]?.schema;
  return fc
    .record({
      as: anyone,
      values: fc.tuple(...values),
      more: fc.oneof({ weight: 9, arbitrary: fc.constant("") }, { weight: 1, arbitrary: anyQueryString }),
      method: fc.oneof(
        { weight: 30, arbitrary: fc.constant(method) },
        { weight: 1, arbitrary: fc.constantFrom(...METHODS, "options") },
      ),
      odd: fc.oneof({ weight: 8, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: anyHeaders }),
      body: schema ? anyBody(api, schema) : fc.constant(undefined),
    })
    .map(({ as, values: given, more, method: verb, odd, body }) => {
      const address = filled(path, parameters, given);
      const headers = {
        ...(body ? { "content-type": "application/json" } : {}),
        ...headersOf(parameters, given),
        ...odd,
      };
      const search = [queryOf(parameters, given), more].filter(Boolean).join("&");
      const target = search === "" ? address : `${address}?${search}`;
      const shot = { as, method: verb.toUpperCase(), path: target, headers, body };
      return { kind: "http", family: `${method.toUpperCase()} ${path}`, ...shot };
    });
}

/** undefined: it is left out. */
function anyParameter(
  api: OpenApi,
  { name, schema = { type: "string" }, in: where }: Parameter,
): Arbitrary<unknown> {
  const own = where === "header" ? anyHeaderOf(name) : anyOfSchema(api, name, schema);
  const value = fc.oneof({ weight: 8, arbitrary: own }, { weight: 1, arbitrary: anyText });
  if (where === "header") {
    return fc.oneof({ weight: 1, arbitrary: value }, { weight: 5, arbitrary: fc.constant(undefined) });
  }
  return where === "path" ? value : fc.option(value, { nil: undefined, freq: 3 });
}

const TAGS = fc.oneof(
  fc.integer({ min: 0, max: 40 }).map((version) => `"${version}"`),
  fc.constantFrom(
    "*",
    '"',
    '""',
    "1",
    'W/"1"',
    '"1", "2"',
    '"99999999999999999999"',
    '"-1"',
    "~etag.1~",
    "~etag.7~",
  ),
  anyText,
);

function anyHeaderOf(name: string): Arbitrary<unknown> {
  if (/^if-/i.test(name)) return TAGS;
  if (/^idempotency-key$/i.test(name)) {
    return fc.oneof(
      fc.nat(40).map((n) => `k${n}`),
      fc.nat(40).map((n) => `"k${n}"`),
      anyText,
    );
  }
  return anyScalar(name, "String");
}

function anyBody(api: OpenApi, schema: Schema): Arbitrary<Content | undefined> {
  const right = anyOfSchema(api, "", schema);
  return fc.oneof(
    { weight: 12, arbitrary: right.map((value) => ({ text: JSON.stringify(value) ?? "" })) },
    { weight: 2, arbitrary: anyJson.map((value) => ({ text: JSON.stringify(value) })) },
    {
      weight: 2,
      arbitrary: mutated(right.map((value) => JSON.stringify(value) ?? "")).map((text) => ({ text })),
    },
    {
      weight: 2,
      arbitrary: fc.tuple(right, anyText, anyJson).map(([value, key, other]) => ({
        text: JSON.stringify(Object.fromEntries([...Object.entries(value ?? {}), [key, other]])),
      })),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(
          fc.constantFrom("deep JSON", "unclosed JSON", "spaces", "NULs", "a batch"),
          fc.constantFrom(10, 5_000, 60_000),
        )
        .map(([bomb, size]) => ({ bomb, size })),
    },
    { weight: 1, arbitrary: fc.constant(undefined) },
  );
}

const anyQueryString = fc.constantFrom(
  ...[
    "a=b",
    "%",
    "%zz",
    "&&&=",
    "__proto__[a]=1",
    "constructor.prototype=1",
    "a[]=1&a[]=2",
    "%00=1",
    "=",
    "a=b&a=c",
  ],
  ...[
    "productVariantIds=v1&productVariantIds=v2",
    "productVariantIds[]=v1",
    "productVariantIds",
    "x".repeat(8_000),
  ],
);

const textOf = (value: unknown): string =>
  typeof value === "string" ? value : (JSON.stringify(value) ?? "");

function filled(path: string, parameters: readonly Parameter[], given: readonly unknown[]): string {
  return parameters.reduce(
    (address, { name, in: where }, index) =>
      where === "path" ? address.replaceAll(`{${name}}`, () => encoded(textOf(given[index]))) : address,
    path,
  );
}

function queryOf(parameters: readonly Parameter[], given: readonly unknown[]): string {
  return parameters
    .flatMap(({ name, in: where }, index) => {
      const value = given[index];
      if (where !== "query" || value === undefined) return [];
      return [
        `${name}=${(Array.isArray(value) ? value : [value]).map((each) => encoded(textOf(each))).join(",")}`,
      ];
    })
    .join("&");
}

function headersOf(parameters: readonly Parameter[], given: readonly unknown[]): Record<string, string> {
  return Object.fromEntries(
    parameters.flatMap(({ name, in: where }, index) => {
      const value = given[index];
      return where === "header" && value !== undefined
        ? [[name.toLowerCase(), plainHeader(textOf(value))]]
        : [];
    }),
  );
}

/** Addresses that nobody gave out, and pages that are not part of an interface. */
export const anyAddress: Arbitrary<HttpShot> = fc
  .record({
    as: anyone,
    method: fc.constantFrom(
      "GET",
      "GET",
      "HEAD",
      "POST",
      "PUT",
      "PATCH",
      "DELETE",
      "OPTIONS",
      "TRACE",
      "PROPFIND",
    ),
    path: fc.oneof(
      fc.constantFrom(
        ...[
          "/",
          "/assets/",
          "/assets/../main.js",
          "/assets/%2e%2e/%2e%2e/main.js",
          "/assets/..%2f..%2fpackage.json",
        ],
        ...[
          "/assets/%00",
          "/assets//etc/passwd",
          "/dashboard.json",
          "/healthz",
          "/readyz",
          "/metrics",
          "/oauth/token",
        ],
        ...[
          "/asyncapi.json",
          "/openapi.json",
          "/docs",
          "/docs/",
          "/docs/static/",
          "/docs/json",
          "/event-schemas",
        ],
        ...["/event-schemas/StockLevelChangedEvent/1.0.json", "/event-schemas/__proto__/constructor.json"],
        ...[
          "/event-schemas/%2e%2e/x.json",
          "/event-schemas/x/%00.json",
          "/.well-known/event-keys.json",
          "/graphiql",
        ],
        ...[
          "/api",
          "/api/v1",
          "/api/v1/inventory/",
          "/api/v1/inventory//reserve",
          "/api/inventory/check/",
          "//",
          "/%",
        ],
        ...[
          "/%c0%ae%c0%ae/",
          "/%ff",
          "/;/",
          "/..;/",
          "/graphql/",
          "/GRAPHQL",
          "/graphql/stream/x",
          "/.env",
          "/.git/config",
        ],
      ),
      anyText.map((text) => `/${encoded(text)}`),
      fc
        .tuple(fc.constantFrom("/api/v1/inventory/", "/event-schemas/", "/assets/"), anyText)
        .map(([start, text]) => start + encoded(text)),
    ),
    headers: anyHeaders,
    body: fc.option(
      fc.constantFrom<Content>({ text: "{}" }, { text: "[" }, { text: "grant_type=x&grant_type=y" }),
      { nil: undefined },
    ),
  })
  .map((shot) => ({ kind: "http", family: "address", ...shot }));
