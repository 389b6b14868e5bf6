import { createHash } from "node:crypto";
import { compatibilityProblems } from "./compatibility.js";
import { canonical } from "./json-schema.js";
import { fileOf, readReleased, readSchemaFiles, type Released, type SchemaFile } from "./schema-files.js";
import { strangersIn } from "./understood.js";
import type { Upcasters } from "./upcasters.js";
import { faultsOf } from "./validators.js";
import { parseVersion, type Version } from "./version.js";

/** How things stand in a folder of event schemas. */
export interface ReleaseReport {
  /** What has to be mended first; each says what to do. */
  readonly faults: readonly string[];
  /** Ready to be released. */
  readonly unreleased: readonly SchemaFile[];
}

/** Released files never change; a new minor version is compatible, a new major one has an upcaster. */
export function releaseReport(directory: string, upcasters: Upcasters): ReleaseReport {
  const files = readSchemaFiles(directory);
  const released = readReleased(directory);
  const faults = [
    ...goneFiles(directory, files, released),
    ...files.flatMap((file) => ownFaults(directory, file, released)),
    ...files.flatMap((file, index) => followFaults(directory, files[index - 1], file, upcasters)),
  ];
  return { faults, unreleased: files.filter((file) => hashOf(released, file) === undefined) };
}

export function hash(schema: SchemaFile["schema"]): string {
  return `sha256-${createHash("sha256").update(canonical(schema)).digest("hex")}`;
}

function hashOf(released: Released, { type, version }: SchemaFile): string | undefined {
  return released[type]?.[version];
}

function goneFiles(directory: string, files: readonly SchemaFile[], released: Released): string[] {
  const there = new Set(files.map(({ type, version }) => `${type} ${version}`));
  return Object.entries(released).flatMap(([type, versions]) =>
    Object.keys(versions)
      .filter((version) => !there.has(`${type} ${version}`))
      .map((version) => `${fileOf(directory, { type, version })} was released and is gone: restore it.`),
  );
}

function ownFaults(directory: string, file: SchemaFile, released: Released): string[] {
  const name = fileOf(directory, file);
  const kept = hashOf(released, file);
  if (kept !== undefined && kept !== hash(file.schema)) {
    return [`${name} was released and has been changed: restore it, and make the change in a new version.`];
  }
  const invalid = faultsOf(file.schema);
  if (invalid.length > 0) return [`${name} is no JSON Schema: ${invalid.join("; ")}.`];
  const strange = strangersIn(file.schema, "$").map(({ path, message }) => `${name}: ${path}: ${message}`);
  return [...strange, ...labelFaults(name, file)];
}

/** What of a schema follows from its name. */
function labelFaults(name: string, { type, version, schema }: SchemaFile): string[] {
  const parsed = parseVersion(version);
  if (!parsed) return [`${name}: its name is no version, such as 1.0.json.`];
  const expected = {
    $id: `/event-schemas/${type}/${version}.json`,
    title: type,
    "properties.eventType.const": type,
    "properties.eventVersion.pattern": `^${parsed.major}\\.[0-9]+$`,
  };
  return Object.entries(expected)
    .filter(([path, value]) => partAt(schema, path) !== value)
    .map(([path, value]) => `${name}: ${path} must be ${JSON.stringify(value)}.`);
}

function partAt(schema: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((part, key) => (part as Record<string, unknown> | undefined)?.[key], schema);
}

function followFaults(
  directory: string,
  before: SchemaFile | undefined,
  file: SchemaFile,
  upcasters: Upcasters,
): string[] {
  const name = fileOf(directory, file);
  const version = parseVersion(file.version);
  const last = before?.type === file.type ? parseVersion(before.version) : undefined;
  if (!version) return [];
  if (!before || !last) return file.version === "1.0" ? [] : [`${name}: the first version is 1.0.`];
  if (!follows(last, version)) {
    const next = `${last.major}.${last.minor + 1} or ${last.major + 1}.0`;
    return [`${name}: after ${before.version} comes ${next}.`];
  }
  if (version.major > last.major) {
    if (upcasters[file.type]?.[before.version]) return [];
    return [
      `${name}: stored events of ${before.version} cannot be read any more: add an upcaster for ` +
        `${file.type} from ${before.version} to UPCASTERS in src/registry/upcasters.ts.`,
    ];
  }
  return compatibilityProblems({ old: before.schema, next: file.schema }, "FULL").map(
    ({ path, message }) =>
      `${name}: ${path}: ${message} It is not compatible with ${before.version}: mend it, or make it ${last.major + 1}.0.`,
  );
}

function follows(last: Version, { major, minor }: Version): boolean {
  return major === last.major ? minor === last.minor + 1 : major === last.major + 1 && minor === 0;
}
