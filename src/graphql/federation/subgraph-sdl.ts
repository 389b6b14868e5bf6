import { lexicographicSortSchema, printSchema, type GraphQLSchema } from "graphql";

const LINK = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key", "@shareable"])`;

const DIRECTIVES = {
  InventoryItem: '@key(fields: "productVariantId")',
  // What Relay says of it is the same in every subgraph that has it.
  PageInfo: "@shareable",
};

/** The API as a subgraph of Apollo Federation 2, for tools that compose a graph of several. */
export function subgraphSdl(api: GraphQLSchema): string {
  let sdl = printSchema(lexicographicSortSchema(api));
  for (const [type, directive] of Object.entries(DIRECTIVES)) {
    sdl = sdl.replace(new RegExp(`^type ${type}\\b[^{]*`, "m"), (head) => `${head}${directive} `);
  }
  return `${LINK}\n\n${sdl}\n`;
}
