import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { StartError } from "../../lib/start-error.js";
import { readManifest, type Published } from "./manifest.js";

/** Documents that were published before they are asked. */
export interface TrustedDocuments {
  /** Nothing else is carried out. */
  readonly only: boolean;
  readonly published: readonly Published[];
  /** By `sha256:<hash>`, or the hash alone; by another id as it was published. */
  textOf(id: string): string | undefined;
}

/** Our own page's, by the build; the same from src/ and from dist/. */
const DASHBOARD = join(
  dirname(fileURLToPath(import.meta.url)),
  "../../../dist/dashboard/persisted-documents.json",
);

/** @throws StartError naming the manifest that cannot be read, and why. */
export async function loadTrusted(manifests: readonly string[], only: boolean): Promise<TrustedDocuments> {
  const published = (await Promise.all([DASHBOARD, ...manifests].map(load))).flat();
  const texts = new Map<string, string>();
  for (const { id, body } of published) {
    const key = bare(id);
    if ((texts.get(key) ?? body) !== body)
      throw new StartError(`TRUSTED_DOCUMENTS publishes two documents as ${id}.`);
    texts.set(key, body);
  }
  return { only, published, textOf: (id) => texts.get(bare(id)) };
}

async function load(path: string): Promise<readonly Published[]> {
  try {
    return readManifest(await readFile(path, "utf8"));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new StartError(`The trusted documents of ${path} cannot be read: ${why}.`);
  }
}

function bare(id: string): string {
  return id.startsWith("sha256:") ? id.slice("sha256:".length) : id;
}
