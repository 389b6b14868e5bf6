import { createHash } from "node:crypto";

/** A published document: what it is asked by, and its text. */
export interface Published {
  readonly id: string;
  readonly body: string;
}

/**
 * Reads a manifest: an object of texts by their ids, as GraphQL Code Generator's client preset writes it, or
 * Apollo's `{"format": "apollo-persisted-query-manifest", "version": 1, "operations": [{"id", "body", ...}]}`.
 *
 * @throws Error saying what is wrong with it.
 */
export function readManifest(text: string): readonly Published[] {
  const published = publishedIn(JSON.parse(text));
  for (const { id, body } of published) {
    const hash = hashIn(id);
    if (hash !== undefined && hash !== sha256(body)) throw new Error(`the text of ${id} has another hash`);
  }
  return published;
}

const APOLLO = "apollo-persisted-query-manifest";

function publishedIn(manifest: unknown): readonly Published[] {
  if (!isObject(manifest)) throw new Error("it must be a JSON object");
  if (manifest["format"] === undefined)
    return Object.entries(manifest).map(([id, body]) => publishedAs(id, body));
  const { format, version, operations } = manifest;
  if (format !== APOLLO || version !== 1 || !Array.isArray(operations))
    throw new Error(`of formats that say so, only ${APOLLO}, version 1, is known`);
  return operations.map((each: unknown) => {
    const { id, body } = isObject(each) ? each : {};
    return publishedAs(id, body);
  });
}

function publishedAs(id: unknown, body: unknown): Published {
  if (typeof id !== "string" || id === "") throw new Error("an operation has no id");
  if (typeof body !== "string" || body === "") throw new Error(`${id} has no text`);
  return { id, body };
}

/** Of an id that is a SHA-256, with or without saying so; others are their publisher's business. */
function hashIn(id: string): string | undefined {
  const hash = id.startsWith("sha256:") ? id.slice("sha256:".length) : id;
  return hash !== id || /^[0-9a-f]{64}$/.test(hash) ? hash : undefined;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
