// Writes the files that are made from the program and the event schemas; with --check, only compares them.
import { readFile, writeFile } from "node:fs/promises";
import { lexicographicSortSchema, printSchema } from "graphql";
import { asyncapi } from "./asyncapi.mjs";
import { eventTypes } from "./event-types.mjs";

const EMITTED = [
  // First: the program is built with it.
  { file: "src/domain/events/messages.ts", text: eventTypes },
  {
    file: "schema.graphql",
    text: async () => {
      const { buildGraphqlSchema } = await import("../dist/graphql/schema.js");
      return `${printSchema(lexicographicSortSchema(buildGraphqlSchema()))}\n`;
    },
  },
  { file: "asyncapi.json", text: asyncapi },
];

const check = process.argv.includes("--check");
for (const { file, text } of EMITTED) {
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
