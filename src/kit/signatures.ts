import { createRemoteJWKSet, errors, flattenedVerify } from "jose";

/** @returns why it is not what the service has said; undefined: it is. @throws Error while the keys are out of reach. */
export type Verify = (content: Uint8Array, signature: unknown) => Promise<string | undefined>;

const ALGORITHMS = ["EdDSA", "ES256", "RS256"];
/** A key that is not known is looked for again no sooner: one that was changed a moment ago is found. */
const LOOK_AGAIN_MS = 1_000;

const FORGED = [
  errors.JWSSignatureVerificationFailed,
  errors.JWSInvalid,
  errors.JWKSNoMatchingKey,
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
];

/** @param keysUrl `https://stock.example/.well-known/event-keys.json` */
export function createVerify(keysUrl: string): Verify {
  const keys = createRemoteJWKSet(new URL(keysUrl), { cooldownDuration: LOOK_AGAIN_MS });
  return async (content, jws) => {
    if (typeof jws !== "string") return "it is not signed";
    const [header = "", , signature = ""] = jws.split(".");
    try {
      await flattenedVerify({ protected: header, payload: content, signature }, keys, {
        algorithms: ALGORITHMS,
      });
      return undefined;
    } catch (error) {
      if (!FORGED.some((kind) => error instanceof kind)) throw error;
      return `its signature is not valid: ${(error as Error).message}`;
    }
  };
}
