import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

/** Equally deep below the package's root from src/kit and from dist/kit. */
const DIRECTORY = fileURLToPath(new URL("../../event-schemas", import.meta.url));

/** Of one event type: the newest schema of each major version. */
export type Majors = ReadonlyMap<number, ValidateFunction>;

let known: ReadonlyMap<string, Majors> | undefined;

/** @returns undefined for a type that has no schema. */
export function schemasOf(eventType: string): Majors | undefined {
  return (known ??= readSchemas()).get(eventType);
}

/** @returns undefined when it is no version. */
export function parseVersion(version: string): [major: number, minor: number] | undefined {
  const [, major, minor] = /^([1-9]\d*)\.(\d+)$/.exec(version) ?? [];
  return major === undefined ? undefined : [Number(major), Number(minor)];
}

function readSchemas(): ReadonlyMap<string, Majors> {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, logger: false });
  addFormats.default(ajv, { mode: "fast" });
  const types = readdirSync(DIRECTORY, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return new Map(types.map(({ name }) => [name, newestOf(name, ajv)]));
}

function newestOf(eventType: string, ajv: Ajv2020): Majors {
  const newest = new Map<number, number>();
  for (const file of readdirSync(`${DIRECTORY}/${eventType}`)) {
    const [major, minor] = parseVersion(file.replace(/\.json$/, "")) ?? [];
    if (major !== undefined && minor !== undefined)
      newest.set(major, Math.max(minor, newest.get(major) ?? 0));
  }
  const compile = (version: string): ValidateFunction =>
    ajv.compile(JSON.parse(readFileSync(`${DIRECTORY}/${eventType}/${version}.json`, "utf8")) as object);
  return new Map([...newest].map(([major, minor]) => [major, compile(`${major}.${minor}`)]));
}
