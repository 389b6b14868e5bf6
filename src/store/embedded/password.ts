import { randomBytes } from "node:crypto";
import { link, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

const file = (dataDir: string) => join(dataDir, "postgres.password");

export function readPassword(dataDir: string): Promise<string | undefined> {
  return readFile(file(dataDir), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
}

/** The one of the data directory; linked into place whole, so that all who ask at once get the same. */
export async function passwordOf(dataDir: string): Promise<string> {
  const known = await readPassword(dataDir);
  if (known !== undefined) return known;
  const draft = `${file(dataDir)}.${process.pid}`;
  await writeFile(draft, randomBytes(24).toString("hex"), { mode: 0o600 });
  await link(draft, file(dataDir)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  await rm(draft);
  return passwordOf(dataDir);
}
