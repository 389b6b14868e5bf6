import type { EventCheck, EventType } from "../domain/events.js";
import type { Logger } from "../lib/logger.js";
import type { SchemaRegistry } from "../ports/schema-registry.js";
import type { Upcast } from "../ports/upcast.js";
import { compatibilityProblems } from "./compatibility.js";
import { createEventCheck } from "./event-check.js";
import type { JsonSchema } from "./json-schema.js";
import { readSchemaFiles, type SchemaFile } from "./schema-files.js";
import { createUpcast, UPCASTERS } from "./upcasters.js";
import { faultsOf } from "./validators.js";

/** What is made of the schemas, once, at the start. */
export interface Registry extends SchemaRegistry {
  readonly check: EventCheck;
  readonly upcast: Upcast;
}

export function openRegistry(logger: Logger): Registry {
  const files = readSchemaFiles();
  const current = new Map(files.map((file) => [file.type, file]));
  return {
    schemas: files.map((file) => ({
      type: file.type as EventType,
      version: file.version,
      current: current.get(file.type) === file,
      schema: file.schema as Readonly<Record<string, unknown>>,
    })),
    faultsOf,
    compatibility(type, candidate, mode) {
      const old = current.get(type)?.schema;
      return old && compatibilityProblems({ old, next: candidate as JsonSchema }, mode);
    },
    check: createEventCheck([...current.values()]),
    upcast: createUpcast({ versions: versionsOf(files), upcasters: UPCASTERS, logger }),
  };
}

function versionsOf(files: readonly SchemaFile[]): ReadonlyMap<string, readonly string[]> {
  const versions = new Map<string, string[]>();
  for (const { type, version } of files) versions.set(type, [...(versions.get(type) ?? []), version]);
  return versions;
}
