// Writes the files that are made from the program; with --check, only compares them.
import { readFile, writeFile } from "node:fs/promises";
import { lexicographicSortSchema, printSchema } from "graphql";

const EMITTED = [
  {
    file: "schema.graphql",
    text: async () => {
      const { buildGraphqlSchema } = await import("../dist/graphql/schema.js");
      return `${printSchema(lexicographicSortSchema(buildGraphqlSchema()))}\n`;
    },
  },
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
