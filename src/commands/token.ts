import { runToken, TTL_SECONDS } from "../cli/token.js";
import { readConfig } from "../config.js";
import { createLogger } from "../lib/logger.js";
import { openDatabase } from "../store/database.js";
import { createSigningKeys } from "../store/signing-keys.js";
import { urlOf } from "./url-of.js";

const NONE_TO_BE_HAD = 1;

/** `token [role]`: prints a development token of the embedded issuer. */
export async function token(role: string, { json }: { readonly json: boolean }): Promise<void> {
  try {
    const made = await issue(role);
    process.stdout.write(`${json ? JSON.stringify({ token: made, expiresInSeconds: TTL_SECONDS }) : made}\n`);
  } catch (error) {
    process.exitCode = NONE_TO_BE_HAD;
    throw error;
  }
}

async function issue(role: string): Promise<string> {
  const config = readConfig(process.env);
  if (config.auth.kind === "jwks") {
    throw new Error(
      `Tokens come from ${config.auth.issuer} here (AUTH_ISSUER): this command serves the embedded issuer.`,
    );
  }
  const database = openDatabase(await urlOf(config.database), createLogger(config.logLevel));
  try {
    return await runToken(role, { signingKeys: createSigningKeys(database.pool) });
  } finally {
    await database.close();
  }
}
