import { createLogger } from "../../src/lib/logger.js";
import { openRegistry } from "../../src/registry/registry.js";

/** The schemas of the events, as every process has them. */
export const REGISTRY = openRegistry(createLogger("silent"));
