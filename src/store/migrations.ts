import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { MigrationFolder } from "./schema-engine.js";

/** Equally deep below the package's root from src/store and from dist/store. */
export const PRISMA_DIR = fileURLToPath(new URL("../../prisma", import.meta.url));
const MIGRATIONS_DIR = join(PRISMA_DIR, "migrations");

/** The names in the order they apply in. */
export async function migrationNames(): Promise<string[]> {
  const entries = await readdir(MIGRATIONS_DIR, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** The whole folder, in the shape that the schema engine takes it. */
export async function readMigrations(): Promise<MigrationFolder> {
  const content = (...path: string[]) => readFile(join(MIGRATIONS_DIR, ...path), "utf8");
  const lockfile = "migration_lock.toml";
  return {
    baseDir: MIGRATIONS_DIR,
    lockfile: { path: lockfile, content: await content(lockfile) },
    migrationDirectories: await Promise.all(
      (await migrationNames()).map(async (name) => ({
        path: name,
        migrationFile: {
          path: "migration.sql",
          content: { tag: "ok" as const, value: await content(name, "migration.sql") },
        },
      })),
    ),
    shadowDbInitScript: "",
  };
}
