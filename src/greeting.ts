import type { Config } from "./config.js";

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
    `  GraphQL   ${url}/graphql (HTTP and WebSocket)`,
    `  Health    ${url}/readyz`,
    `  Database  ${database}`,
    `  Events    ${broker}; live feed ${live}`,
    ...(config.roles.has("api") && config.auth.kind === "embedded" ? next(url, location !== undefined) : []),
  ];
  return `${lines.join("\n")}\n`;
}

function next(url: string, demo: boolean): string[] {
  const query = demo
    ? `{"query":"{ inventoryItems(productVariantIds: [\\"mug-blue\\", \\"lamp-oak\\"]) { productVariantId status availableQuantity } }"}`
    : `{"query":"{ warehouses { code name } }"}`;
  return [
    ``,
    `Next, in another terminal:`,
    ``,
    `  TOKEN=$(npm run -s token)`,
    `  curl -s ${url}/graphql -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' \\`,
    `    -d '${query}'`,
    ``,
  ];
}
