import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { openEmbeddedPostgres } from "../../../src/store/embedded-postgres.js";
import { composeWorks, startContainer } from "./compose.js";
import { canInstall, installPackages } from "./debian.js";
import { postgres } from "./postgres.js";
import { rabbitmq } from "./rabbitmq.js";
import { redis } from "./redis.js";
import type { Service, ServiceName, Started } from "./service.js";

export const SERVICES: Record<ServiceName, Service> = { postgres, redis, rabbitmq };

export interface Provision {
  servers: Map<ServiceName, Started>;
  /** Stops what was started, last first. */
  close(): Promise<void>;
}

/** Finds the servers, or starts them; one that cannot be had is not in the answer. */
export async function provision(needed: Iterable<ServiceName>, runId: string): Promise<Provision> {
  const servers = new Map<ServiceName, Started>();
  const provided: Provision = {
    servers,
    close: async () => {
      for (const server of [...servers.values()].reverse()) await server.close();
    },
  };
  const missing = () =>
    [...new Set(needed)].filter((name) => !servers.has(name)).map((name) => SERVICES[name]);
  const tryAll = async (attempt: (service: Service) => Promise<Started | undefined>) => {
    for (const service of missing()) {
      const started = await attempt(service);
      if (started !== undefined) servers.set(service.name, started);
    }
  };
  try {
    await tryAll(given);
    await tryAll(standard);
    if (missing().length > 0 && (await composeWorks())) {
      await tryAll((service) => reporting(service, () => startContainer(service, runId)));
    }
    await tryAll((service) => reporting(service, () => service.startInstalled()));
    if (missing().length > 0 && canInstall() && installed(missing())) {
      await tryAll((service) => reporting(service, () => service.startInstalled()));
    }
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
async function reporting<T>({ name }: Service, attempt: () => Promise<T>): Promise<T | undefined> {
  try {
    return await attempt();
  } catch (error) {
    console.error(`${name}: ${reason(error)}`);
    return undefined;
  }
}

const reason = (error: unknown) => (error instanceof Error ? error.message || error.name : String(error));
