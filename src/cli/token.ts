import { openEmbeddedIssuer } from "../auth/embedded-issuer.js";
import { roleNamed, ROLES } from "../auth/rights.js";
import type { SigningKeys } from "../ports/signing-keys.js";

/** A working day: whoever types it by hand should not have to type it again. */
export const TTL_SECONDS = 43_200;

/** @returns a development token for the role, by default admin's. */
export async function runToken(
  name: string | undefined,
  { signingKeys }: { readonly signingKeys: SigningKeys },
): Promise<string> {
  const role = roleNamed(name ?? "admin");
  if (role === undefined) throw new Error(`There is no role "${name}"; known are ${ROLES.join(", ")}.`);
  const issuer = await openEmbeddedIssuer(signingKeys);
  return (await issuer.issue({ role, ttlSeconds: TTL_SECONDS })).token;
}
