import { readConfig, type Config } from "../config.js";

/**
 * The service's own settings, for a command beside it. In production, too, it needs nobody who
 * gives tokens: who has the database's address may do everything.
 *
 * @throws ConfigError that names the variable.
 */
export function commandConfig(): Config {
  return readConfig({ ...process.env, NODE_ENV: undefined });
}
