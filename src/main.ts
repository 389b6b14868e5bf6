import { GIVEN_NODE_ENV } from "./lib/production.js";
import { readConfig } from "./config.js";
import { createLogger } from "./lib/logger.js";
import { withoutCredentials } from "./lib/secrets.js";
import { StartError } from "./lib/start-error.js";

async function main(): Promise<void> {
  const config = readConfig({ ...process.env, NODE_ENV: GIVEN_NODE_ENV });
  const logger = createLogger(config.logLevel);
  const stopping = new AbortController();
  const stop = (signal: NodeJS.Signals) => {
    logger.info({ signal }, "stopping");
    stopping.abort();
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);

  // Loaded only now: a setting that is wrong is told at once, and a signal meanwhile is heard.
  const { startService } = await import("./service.js");
  const service = await startService(config, logger);
  process.stdout.write(service.greeting);
  if (!stopping.signal.aborted) {
    await new Promise<void>((resolve) => stopping.signal.addEventListener("abort", () => resolve()));
  }
  await service.close();
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    // One clear line for what an operator can mend; the whole story for what nobody expected.
    const text = error instanceof StartError ? error.message : inspect(error);
    process.stderr.write(`${withoutCredentials(text)}\n`);
    process.exit(1);
  },
);

function inspect(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
