import type { JWTPayload } from "jose";
import { Failure } from "../domain/failure.js";
import { isUuid } from "../domain/validate.js";
import type { Principal } from "./principal.js";
import { scopesOf } from "./rights.js";

/** Reads a verified token's claims as the usual issuers write them. */
export function toPrincipal(claims: JWTPayload): Principal {
  const subject = subjectOf(claims);
  const realm = claims["realm_access"] as { roles?: unknown } | undefined;
  const roles = [claims["role"], claims["roles"], realm?.roles].flatMap(names);
  return {
    subject,
    scopes: scopesOf([claims["scope"], claims["scp"]].flatMap(names), roles),
    warehouses: warehouses(claims["warehouses"]),
    expiresAt: (claims.exp as number) * 1000,
  };
}

const MAX_SUBJECT_LENGTH = 255;

/** Stands in the ledger and beside idempotency keys, so it must be one that can be stored as it is. */
function subjectOf(claims: JWTPayload): string {
  const subject = claims.sub ?? claims["client_id"] ?? claims["azp"];
  if (!isName(subject)) throw unusable("names no subject (sub, client_id or azp)");
  if (subject.includes("\u0000") || !subject.isWellFormed()) {
    throw unusable("has a subject with NUL or a lone surrogate in it");
  }
  if ([...subject].length > MAX_SUBJECT_LENGTH) {
    throw unusable(`has a subject of more than ${MAX_SUBJECT_LENGTH} characters`);
  }
  return subject;
}

function names(claim: unknown): string[] {
  if (typeof claim === "string") return claim.split(" ").filter(isName);
  return Array.isArray(claim) ? claim.filter(isName) : [];
}

/** A claim that cannot be understood must not widen what the token may touch. */
function warehouses(claim: unknown): readonly string[] | null {
  if (claim === undefined || claim === null) return null;
  if (!Array.isArray(claim) || !claim.every(isName)) throw unusable("has a claim warehouses that is no list");
  // Ids compare without regard to case; codes are what they are.
  return claim.map((name) => (isUuid(name) ? name.toLowerCase() : name));
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function unusable(what: string): Failure {
  return new Failure("UNAUTHENTICATED", `The token ${what}.`);
}
