import type { JWTPayload } from "jose";
import { Failure } from "../domain/failure.js";
import { isUuid } from "../domain/validate.js";
import type { Principal } from "./principal.js";
import { scopesOf } from "./rights.js";
import type { Trust } from "./trust.js";

/** Reads a verified token's claims as the usual issuers write them. */
export function toPrincipal(
  claims: JWTPayload,
  { audience, clockSkewSeconds }: Pick<Trust, "audience" | "clockSkewSeconds">,
): Principal {
  const subject = subjectOf(claims);
  // Keycloak's. Roles that a client has with other services count for nothing here.
  const realm = member(claims["realm_access"], "roles");
  const ours = member(member(claims["resource_access"], audience), "roles");
  const roles = [claims["role"], claims["roles"], realm, ours].flatMap(names);
  const scopes = [claims["scope"], claims["scp"], claims["permissions"]].flatMap(names);
  return {
    subject,
    // Entra gives services no scopes but roles, which may be called as our scopes are.
    scopes: scopesOf([...scopes, ...roles], roles),
    warehouses: warehouses(claims["warehouses"]),
    expiresAt: ((claims.exp as number) + clockSkewSeconds) * 1000,
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

function member(claim: unknown, name: string): unknown {
  if (typeof claim !== "object" || claim === null || !Object.hasOwn(claim, name)) return undefined;
  return (claim as Record<string, unknown>)[name];
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
