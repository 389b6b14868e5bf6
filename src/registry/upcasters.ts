import type { Logger } from "../lib/logger.js";
import type { Upcast, Upcasted } from "../ports/upcast.js";

/** Makes data of one version into data of the next; it changes nothing that it is given. */
type Upcaster = (data: never) => unknown;

/**
 * By event type and version, what brings its data to the version after. A minor version needs none:
 * what it adds is optional.
 */
export type Upcasters = Readonly<Record<string, Readonly<Record<string, Upcaster>>>>;

/** Of the events of this service. There is no second major version of any yet. */
export const UPCASTERS: Upcasters = {};

interface UpcastOptions {
  /** Every version of each type, the oldest first; the last is the current one. */
  readonly versions: ReadonlyMap<string, readonly string[]>;
  readonly upcasters: Upcasters;
  readonly logger: Logger;
}

export function createUpcast({ versions, upcasters, logger }: UpcastOptions): Upcast {
  const current = new Map([...versions].map(([type, all]) => [type, all.at(-1)]));
  const told = new Set<string>();

  /** Once a type and version: a feed may be full of them. */
  function passOn(type: string, version: string, data: unknown, err?: unknown): Upcasted {
    const name = `${type} ${version}`;
    if (!told.has(name)) logger.error({ type, version, err }, "a stored event is passed on as it is");
    told.add(name);
    return { data, eventVersion: version };
  }

  return (type, version, data) => {
    if (version === current.get(type)) return { data };
    const later = (versions.get(type) ?? []).slice((versions.get(type) ?? []).indexOf(version));
    if (later[0] !== version) return passOn(type, version, data);
    try {
      return { data: later.slice(0, -1).reduce((old, from) => step(upcasters, type, from, old), data) };
    } catch (error) {
      return passOn(type, version, data, error);
    }
  };
}

function step(upcasters: Upcasters, type: string, from: string, data: unknown): unknown {
  const upcaster = upcasters[type]?.[from] as ((data: unknown) => unknown) | undefined;
  return upcaster ? upcaster(data) : data;
}
