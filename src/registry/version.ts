const FORM = /^([1-9]\d*)\.(0|[1-9]\d*)$/;

/** `1.0`, `1.1`, `2.0`: a minor version adds optional fields, a major one may change anything. */
export interface Version {
  readonly major: number;
  readonly minor: number;
}

/** @returns undefined when it is no version. */
export function parseVersion(text: string): Version | undefined {
  const [, major, minor] = FORM.exec(text) ?? [];
  return major === undefined ? undefined : { major: Number(major), minor: Number(minor) };
}

/** The older first; what is no version last. */
export function byVersion(a: string, b: string): number {
  const [one, other] = [parseVersion(a), parseVersion(b)];
  if (!one || !other) return Number(!one) - Number(!other) || (a < b ? -1 : 1);
  return one.major - other.major || one.minor - other.minor;
}
