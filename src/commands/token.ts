import { runToken, USAGE } from "../cli/token.js";
import { readConfig } from "../config.js";
import { createLogger } from "../lib/logger.js";
import { openDatabase } from "../store/database.js";
import { createSigningKeys } from "../store/signing-keys.js";
import { urlOf } from "./url-of.js";

/** `token [role]`: prints a development token of the embedded issuer. */
export async function token([role]: readonly string[]): Promise<void> {
  if (role === "--help" || role === "-h") {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const config = readConfig(process.env);
  if (config.auth.kind === "jwks") {
    throw new Error(
      `Tokens come from ${config.auth.issuer} here (AUTH_ISSUER): this command serves the embedded issuer.`,
    );
  }
  const database = openDatabase(await urlOf(config.database), createLogger(config.logLevel));
  try {
    const output = await runToken(role, { signingKeys: createSigningKeys(database.pool) });
    process.stdout.write(`${output}\n`);
  } finally {
    await database.close();
  }
}
