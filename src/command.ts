import { runToken } from "./cli/token.js";
import { readConfig, type Config } from "./config.js";
import { createLogger } from "./lib/logger.js";
import { openDatabase } from "./store/database.js";
import { runningEmbeddedPostgres } from "./store/embedded-postgres.js";
import { createSigningKeys } from "./store/signing-keys.js";

/** Commands beside a running service: the second, smaller composition root. */
async function main([name, ...args]: readonly string[]): Promise<string> {
  if (name !== "token") throw new Error(`There is no command "${name ?? ""}"; known is: token [role].`);
  const config = readConfig(process.env);
  if (config.auth.kind === "jwks") {
    throw new Error(
      `Tokens come from ${config.auth.issuer} here (AUTH_ISSUER): this command serves the embedded issuer.`,
    );
  }
  const database = openDatabase(await urlOf(config.database), createLogger(config.logLevel));
  try {
    return await runToken(args[0], { signingKeys: createSigningKeys(database.pool) });
  } finally {
    await database.close();
  }
}

async function urlOf(database: Config["database"]): Promise<string> {
  if (database.kind === "postgres") return database.url;
  const url = await runningEmbeddedPostgres(database.dataDir);
  if (url === undefined) {
    throw new Error(
      `No service runs on the embedded database in ${database.dataDir}: start it first (npm start).`,
    );
  }
  return url;
}

main(process.argv.slice(2)).then(
  (output) => process.stdout.write(`${output}\n`),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
