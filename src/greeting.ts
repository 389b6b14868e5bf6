import { DEFAULT_DATA_DIR, type Config } from "./config.js";

interface Started {
  readonly url: string;
  readonly location: string | undefined;
  readonly seconds: number;
}

/** What a person who started the service needs to know next. */
export function greet(config: Config, { url, location, seconds }: Started): string {
  const database =
    location === undefined ? "PostgreSQL at DATABASE_URL" : `embedded PostgreSQL in ${location}`;
  const broker = config.broker.kind === "memory" ? "in memory" : "RabbitMQ";
  const live = config.live.kind === "memory" ? "in memory" : "Redis";
  const lines = [
    `Stockfeed is ready after ${seconds.toFixed(1)} s, with the roles ${[...config.roles].join(", ")}.`,
    ``,
    ...(config.roles.has("api")
      ? [
          `  Dashboard ${url}/`,
          `  GraphQL   ${url}/graphql (HTTP and WebSocket), to be tried at ${url}/graphiql`,
          `  REST      ${url}/api/v1, to be tried at ${url}/docs`,
        ]
      : []),
    `  Health    ${url}/readyz`,
    `  Metrics   ${url}/metrics${config.metricsPublic ? "" : " (with an admin's token)"}`,
    `  Database  ${database}`,
    `  Events    ${broker}; live feed ${live}`,
    ...(config.roles.has("api") && config.auth.kind === "embedded" ? next(config, url) : []),
  ];
  return `${lines.join("\n")}\n`;
}

function next({ database }: Config, url: string): string[] {
  const query =
    database.kind === "embedded"
      ? `{"query":"{ inventoryItems(productVariantIds: [\\"mug-blue\\", \\"lamp-oak\\"]) { productVariantId status availableQuantity } }"}`
      : `{"query":"{ warehouses { code name } }"}`;
  // The token is signed with the key in that database.
  const setting = database.kind === "postgres" ? "DATABASE_URL" : "DATA_DIR";
  const isSet = database.kind === "postgres" || database.dataDir !== DEFAULT_DATA_DIR;
  return [
    ``,
    `Next, in another terminal${isSet ? `, with the same ${setting} set` : ""}:`,
    ``,
    `  TOKEN=$(npm run -s token)`,
    `  curl -s ${url}/graphql -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' \\`,
    `    -d '${query}'`,
    ``,
  ];
}
