// TypeScript types of the messages, from the newest schema of each event type.
import { readdir, readFile } from "node:fs/promises";
import { compile } from "json-schema-to-typescript";
import { format } from "prettier";

const SCHEMAS = new URL("../event-schemas/", import.meta.url);

const HEADER = `// Made by \`npm run emit\` of event-schemas/. Change those, never this file.`;

const OPTIONS = {
  bannerComment: "",
  // Readers are open; a type with an index signature would let every misspelled name pass.
  additionalProperties: false,
  ignoreMinAndMaxItems: true,
  format: false,
};

export async function eventTypes() {
  const newest = await newestSchemas();
  const types = await Promise.all(newest.map(({ type, schema }) => compile(schema, type, OPTIONS)));
  const versions = newest.map(({ type, version }) => `${type}: ${JSON.stringify(version)},`);
  const table = `/** The version that each event is written in. */
    export const EVENT_VERSIONS = { ${versions.join("\n")} } as const;`;
  const names = newest.map(({ type }) => `${type}: ${type};`);
  const union = `/** Each message, by its type. */
    export interface Messages { ${names.join("\n")} }`;
  const text = [HEADER, ...types.map(onOneLine), union, table].join("\n\n");
  return format(text, { parser: "typescript", printWidth: 110 });
}

/** Comments of one line as we write them. */
function onOneLine(text) {
  return text.replaceAll(/\/\*\*\n\s*\* (.*)\n\s*\*\//g, "/** $1 */");
}

async function newestSchemas() {
  const folders = await readdir(SCHEMAS, { withFileTypes: true });
  const types = folders.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return Promise.all(types.sort().map(newestOf));
}

async function newestOf(type) {
  const files = await readdir(new URL(`${type}/`, SCHEMAS));
  const versions = files.map((file) => file.replace(/\.json$/, ""));
  const version = versions.sort((a, b) => a.localeCompare(b, "en", { numeric: true })).at(-1);
  const text = await readFile(new URL(`${type}/${version}.json`, SCHEMAS), "utf8");
  const schema = JSON.parse(text);
  delete schema.$id;
  return { type, version, schema };
}
