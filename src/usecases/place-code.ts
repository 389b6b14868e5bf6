import { isUuid, type Problems } from "../domain/validate.js";

/** A warehouse is named by its id or its code, so no code may pass for an id; bins follow it. */
export function checkCode(problems: Problems, code: string): void {
  problems.id(["code"], code);
  if (isUuid(code)) problems.invalid(["code"], "Must not look like a UUID.");
}
