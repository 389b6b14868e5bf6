import { Failure } from "../domain/failure.js";

const BEARER = /^Bearer +([^\s]+) *$/i;

/** @throws Failure UNAUTHENTICATED when the header is no bearer token. */
export function bearerToken(authorization: string | undefined): string {
  const token = authorization === undefined ? undefined : BEARER.exec(authorization)?.[1];
  if (token !== undefined) return token;
  throw new Failure("UNAUTHENTICATED", 'A token is needed: send the header "Authorization: Bearer <token>".');
}
