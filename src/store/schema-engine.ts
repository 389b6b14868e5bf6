import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as glue from "@prisma/schema-engine-wasm/schema_engine_bg";
import { MigrationAdapter } from "./migration-adapter.js";

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

interface Filters {
  externalTables: string[];
  externalEnums: string[];
}

export interface SchemaEngine {
  applyMigrations(params: {
    migrationsList: MigrationFolder;
    filters: Filters;
  }): Promise<{ appliedMigrationNames: string[] }>;
  diff(params: {
    from: DiffSide;
    to: DiffSide;
    script: boolean;
    shadowDatabaseUrl: null;
    exitCode: boolean | null;
    filters: Filters;
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

let loaded: Promise<void> | undefined;

// Where the engine, about to abort, leaves its last words.
Object.assign(globalThis, {
  PRISMA_WASM_PANIC_REGISTRY: {
    set_message: (message: string) => {
      throw new Error(`The schema engine failed: ${message}`);
    },
  },
});

function load(): Promise<void> {
  loaded ??= (async () => {
    const gluePath = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg");
    const bytes = await readFile(gluePath.replace(/\.js$/, ".wasm"));
    const { instance } = await WebAssembly.instantiate(bytes, { "./schema_engine_bg.js": imports() });
    (glue as unknown as Glue).__wbg_set_wasm(instance.exports);
    const start = instance.exports["__wbindgen_start"];
    if (typeof start === "function") (start as () => void)();
  })();
  return loaded;
}

/** The engine arms a timer of ten seconds for its lock and never clears it: no process shall wait for that. */
function imports(): WebAssembly.ModuleImports {
  const patient = (wake: () => void, ms: number) => setTimeout(wake, ms >>> 0).unref();
  return Object.fromEntries(
    Object.entries(glue as unknown as WebAssembly.ModuleImports).map(([name, value]) => [
      name,
      name.startsWith("__wbg_setTimeout_") ? patient : value,
    ]),
  );
}

/** Works with an engine bound to one database, and leaves no connection behind. */
export async function withSchemaEngine<T>(
  databaseUrl: string,
  prismaDir: string,
  work: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  await load();
  const schema = await readFile(join(prismaDir, "schema.prisma"), "utf8");
  const adapter = new MigrationAdapter(databaseUrl);
  const engine = await (glue as unknown as Glue).SchemaEngine.new(
    { datamodels: [["schema.prisma", schema]] },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(adapter),
  );
  try {
    return await work(engine);
  } finally {
    engine.free();
    await adapter.disconnect();
  }
}
