// Writes the files that are made from the program and the event schemas; with --check, only compares them.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { lexicographicSortSchema, printSchema } from "graphql";
import { asyncapi } from "./asyncapi.mjs";
import { eventTypes } from "./event-types.mjs";
import { inboundSchemaFiles } from "./inbound-schemas.mjs";
import { openapi } from "./openapi.mjs";
import { rights } from "./rights.mjs";

const EMITTED = [
  // First: the program is built with it.
  { file: "src/domain/events/messages.ts", text: eventTypes },
  {
    file: "schema.graphql",
    text: async () => {
      const { buildApiSchema } = await import("../dist/graphql/schema.js");
      return `${printSchema(lexicographicSortSchema(buildApiSchema()))}\n`;
    },
  },
  {
    // The same, as a part of a federated graph.
    file: "subgraph.graphql",
    text: async () => {
      const { buildApiSchema } = await import("../dist/graphql/schema.js");
      const { subgraphSdl } = await import("../dist/graphql/federation/subgraph-sdl.js");
      return subgraphSdl(buildApiSchema());
    },
  },
  { file: "asyncapi.json", text: asyncapi },
  { file: "openapi.json", text: openapi },
  { file: "docs/rights.md", text: rights },
];

const check = process.argv.includes("--check");
if (!check) await mkdir(new URL("../inbound-schemas/", import.meta.url), { recursive: true });
for (const { file, text } of [...EMITTED, ...(await inboundSchemaFiles())]) {
  const path = new URL(`../${file}`, import.meta.url);
  const [made, kept] = [await text(), await readFile(path, "utf8").catch(() => undefined)];
  if (made === kept) continue;
  if (!check) await writeFile(path, made);
  else {
    console.error(
      `${file} is not what the program says: run \`npm run build && npm run emit\`, and commit it.`,
    );
    process.exitCode = 1;
  }
}
