import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import { PrismaPg } from "@prisma/adapter-pg";
import * as glue from "@prisma/schema-engine-wasm/schema_engine_bg";

// The engine of `prisma migrate` as WebAssembly: the native one is a download from
// outside the npm registry, which closed networks refuse.

export interface MigrationFolder {
  baseDir: string;
  lockfile: { path: string; content: string };
  migrationDirectories: {
    path: string;
    migrationFile: { path: string; content: { tag: "ok"; value: string } };
  }[];
  shadowDbInitScript: string;
}

type DiffSide =
  | { tag: "empty" }
  | ({ tag: "migrations" } & MigrationFolder)
  | { tag: "schemaDatamodel"; files: { path: string; content: string }[] };

export interface SchemaEngine {
  applyMigrations(params: {
    migrationsList: MigrationFolder;
    filters: typeof NO_FILTERS;
  }): Promise<{ appliedMigrationNames: string[] }>;
  diff(params: {
    from: DiffSide;
    to: DiffSide;
    script: boolean;
    shadowDatabaseUrl: null;
    exitCode: boolean | null;
    filters: typeof NO_FILTERS;
  }): Promise<{ exitCode: number; stdout: string | null }>;
  free(): void;
}

interface Glue {
  SchemaEngine: {
    new: (
      options: { datamodels: [string, string][] },
      log: (line: string) => void,
      adapter: unknown,
    ) => Promise<SchemaEngine>;
  };
  __wbg_set_wasm(exports: WebAssembly.Exports): void;
}

export const NO_FILTERS = { externalTables: [] as string[], externalEnums: [] as string[] };

let loaded: Promise<void> | undefined;

function load(): Promise<void> {
  loaded ??= (async () => {
    const gluePath = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg");
    const bytes = await readFile(gluePath.replace(/\.js$/, ".wasm"));
    const { instance } = await WebAssembly.instantiate(bytes, { "./schema_engine_bg.js": glue as never });
    (glue as unknown as Glue).__wbg_set_wasm(instance.exports);
    const start = instance.exports["__wbindgen_start"];
    if (typeof start === "function") (start as () => void)();
  })();
  return loaded;
}

/** An engine bound to one database; `free()` it when done. */
export async function openSchemaEngine(databaseUrl: string, prismaDir: string): Promise<SchemaEngine> {
  await load();
  const schema = await readFile(join(prismaDir, "schema.prisma"), "utf8");
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg({ connectionString: databaseUrl }));
  return (glue as unknown as Glue).SchemaEngine.new(
    { datamodels: [["schema.prisma", schema]] },
    () => undefined,
    adapter,
  );
}
