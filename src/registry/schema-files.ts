import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { JsonSchema } from "./json-schema.js";
import { byVersion } from "./version.js";

/** The schema of one event type in one version, as it was released. */
export interface SchemaFile {
  readonly type: string;
  readonly version: string;
  readonly schema: JsonSchema;
}

/** Equally deep below the package's root from src/registry and from dist/registry. */
export const SCHEMAS_DIR = fileURLToPath(new URL("../../event-schemas", import.meta.url));

/** By type, then version, the oldest first. */
export function readSchemaFiles(directory: string = SCHEMAS_DIR): SchemaFile[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
    .flatMap((type) => readVersions(directory, type));
}

function readVersions(directory: string, type: string): SchemaFile[] {
  return readdirSync(join(directory, type))
    .map((file) => file.replace(/\.json$/, ""))
    .sort(byVersion)
    .map((version) => ({
      type,
      version,
      schema: readJson(fileOf(directory, { type, version })) as JsonSchema,
    }));
}

export function fileOf(directory: string, { type, version }: Pick<SchemaFile, "type" | "version">): string {
  return join(directory, type, `${version}.json`);
}

/** What was released: by type and version the hash of its schema. */
export type Released = Readonly<Record<string, Readonly<Record<string, string>>>>;

export function releasedFile(directory: string): string {
  return join(directory, "released.json");
}

export function readReleased(directory: string): Released {
  const file = releasedFile(directory);
  return existsSync(file) ? (readJson(file) as Released) : {};
}

/** @throws Error that names the file. */
function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw new Error(`${file} is not JSON: ${(cause as Error).message}`, { cause });
  }
}
