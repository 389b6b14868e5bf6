import { once } from "node:events";

/** A line to standard output; waits while its reader is behind, as long as the signal lets it. */
export async function print(line: string, signal?: AbortSignal): Promise<void> {
  if (process.stdout.write(`${line}\n`)) return;
  await once(process.stdout, "drain", signal && { signal });
}

// eslint-disable-next-line no-control-regex -- they are what must not get through
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;

/** Text of others for a terminal, which must not take it for its own commands. */
export function visible(text: string): string {
  return text.replace(CONTROLS, (it) => `\\u${it.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
