import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { openEmbeddedPostgres } from "../../../src/store/embedded-postgres.js";
import { composeWorks, startContainer } from "./compose.js";
import { chromium } from "./chromium.js";
import { canInstall, installPackages } from "./debian.js";
import { postgres } from "./postgres.js";
import { rabbitmq } from "./rabbitmq.js";
import { redis } from "./redis.js";
import { promtool } from "./promtool.js";
import { rabbitmqctl } from "./rabbitmqctl.js";
import type { Need, Service, ServiceName, Started, Tool, ToolName } from "./service.js";

export const SERVICES: Record<ServiceName, Service> = { postgres, redis, rabbitmq };
export const TOOLS: Record<ToolName, Tool> = { promtool, rabbitmqctl, chromium };

export interface Provision {
  /** Tools among them: a tool's address is its path. */
  servers: Map<Need, Started>;
  /** Stops what was started, last first. */
  close(): Promise<void>;
}

/**
 * Starts the servers, or finds them; one that cannot be had is not in the answer. Who names one by its variable
 * has that. Else a run has servers of its own where it can: those that run on a machine may be out of file
 * descriptors or full of what others left, and a run could not tell that from a fault of ours.
 */
export async function provision(needed: Iterable<Need>, runId: string): Promise<Provision> {
  const wanted = new Set(needed);
  const servers = new Map<Need, Started>();
  const provided: Provision = {
    servers,
    close: async () => {
      for (const server of [...servers.values()].reverse()) await server.close();
    },
  };
  const missing = () => Object.values(SERVICES).filter(({ name }) => wanted.has(name) && !servers.has(name));
  const tryAll = async (attempt: (service: Service) => Promise<Started | undefined>) => {
    const attempts = missing().map(async (service) => {
      const started = await attempt(service);
      if (started !== undefined) servers.set(service.name, started);
    });
    // All have ended before one that failed is told: what was started meanwhile is stopped, too.
    const failed = (await Promise.allSettled(attempts)).find(({ status }) => status === "rejected");
    if (failed?.status === "rejected") throw failed.reason;
  };
  const startInstalled = () => tryAll((service) => reporting(service, () => service.startInstalled()));
  try {
    for (const tool of Object.values(TOOLS)) {
      const provided = wanted.has(tool.name) ? await reporting(tool, async () => tool.provide()) : undefined;
      if (provided) servers.set(tool.name, borrowed(provided.path, provided.from));
    }
    await tryAll(given);
    await startInstalled();
    await tryAll(standard);
    if (missing().length > 0 && (await composeWorks())) {
      await tryAll((service) => reporting(service, () => startContainer(service, runId)));
    }
    if (missing().length > 0 && canInstall() && installed(missing())) await startInstalled();
    await tryAll((service) =>
      service === postgres ? reporting(service, embedded) : Promise.resolve(undefined),
    );
    return provided;
  } catch (error) {
    await provided.close();
    throw error;
  }
}

/** Somebody else's server: closing it is not for us. */
const borrowed = (url: string, from: string): Started => ({ url, from, close: () => Promise.resolve() });

async function given({ variable, probe }: Service): Promise<Started | undefined> {
  const url = process.env[variable];
  if (url === undefined || url === "") return undefined;
  try {
    await probe(url);
  } catch (cause) {
    throw new Error(`${variable} is set, but the tests cannot use what is there: ${reason(cause)}`, {
      cause,
    });
  }
  return borrowed(url, variable);
}

async function standard({ standardUrls, probe }: Service): Promise<Started | undefined> {
  for (const url of standardUrls()) {
    const usable = await probe(url).then(
      () => true,
      () => false,
    );
    if (usable) return borrowed(url, "found");
  }
  return undefined;
}

async function embedded(): Promise<Started> {
  const dataDir = await mkdtemp(join(tmpdir(), "stockfeed-embedded-"));
  const { url, location, close } = await openEmbeddedPostgres(dataDir);
  return {
    url,
    from: "embedded",
    close: async () => {
      await close();
      for (const path of [dirname(location), dataDir]) await rm(path, { recursive: true, force: true });
    },
  };
}

function installed(services: Service[]): boolean {
  try {
    installPackages(services.map(({ debianPackage }) => debianPackage));
    return true;
  } catch (error) {
    console.error(`Packages could not be installed: ${reason(error)}`);
    return false;
  }
}

/** One way that fails is no reason not to try the next. */
async function reporting<T>(
  { name }: { readonly name: Need },
  attempt: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await attempt();
  } catch (error) {
    console.error(`${name}: ${reason(error)}`);
    return undefined;
  }
}

const reason = (error: unknown) => (error instanceof Error ? error.message || error.name : String(error));
