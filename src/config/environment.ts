import { StartError } from "../lib/start-error.js";

/** The environment says something that cannot be, or contradicts itself; names the variable. */
export class ConfigError extends StartError {
  override readonly name = "ConfigError";
}

export type Variables = Readonly<Record<string, string | undefined>>;

/** The environment's variables as typed values. Blank ones count as not set. Each throws ConfigError. */
export class Environment {
  readonly #variables: Variables;

  constructor(variables: Variables) {
    this.#variables = variables;
  }

  text(name: string): string | undefined {
    return this.#variables[name]?.trim() || undefined;
  }

  /** A whole number within the bounds, both included. */
  integer(name: string, otherwise: number, least: number, most: number): number {
    const value = this.text(name);
    if (value === undefined) return otherwise;
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < least || number > most) {
      throw new ConfigError(`${name} must be a whole number from ${least} to ${most}, not "${value}".`);
    }
    return number;
  }

  /** A number within the bounds, both included; decimals allowed. */
  decimal(name: string, otherwise: number, least: number, most: number): number {
    const value = this.text(name);
    if (value === undefined) return otherwise;
    const number = Number(value);
    if (!/^\d+(\.\d+)?$/.test(value) || number < least || number > most) {
      throw new ConfigError(`${name} must be a number from ${least} to ${most}, not "${value}".`);
    }
    return number;
  }

  flag(name: string): boolean | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (value !== "true" && value !== "false")
      throw new ConfigError(`${name} must be true or false, not "${value}".`);
    return value === "true";
  }

  oneOf<T extends string>(name: string, known: readonly T[], otherwise: T): T {
    const value = this.text(name);
    if (value === undefined) return otherwise;
    if ((known as readonly string[]).includes(value)) return value as T;
    throw new ConfigError(`${name} must be one of ${known.join(", ")}, not "${value}".`);
  }

  /** Comma separated; undefined when it is not set. */
  listOf<T extends string>(name: string, known: readonly T[]): readonly T[] | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const named = value.split(",").map((each) => each.trim());
    const unknown = named.find((each) => !(known as readonly string[]).includes(each));
    if (unknown !== undefined)
      throw new ConfigError(`${name} names "${unknown}"; known are ${known.join(", ")}.`);
    return named as T[];
  }
}

export function address(value: string, name: string, protocols: readonly string[]): string {
  const protocol = URL.canParse(value) ? new URL(value).protocol : undefined;
  if (protocol === undefined || !protocols.includes(protocol)) {
    throw new ConfigError(`${name} must be an address that begins with ${protocols.join(" or ")}//.`);
  }
  return value;
}
